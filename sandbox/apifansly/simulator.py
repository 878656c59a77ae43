"""The simulated vendor: logins and step-ups by their tokens, and how it decides what nobody knows."""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from sandbox.apifansly.attempts import Attempt
from sandbox.apifansly.scenarios import Account, scenario_accounts
from sandbox.apifansly.unknown import Unknown
from sandbox.vendor import Vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox import vendor
    from sandbox.apifansly.scenarios import Challenge

KEY: Final = "apifansly-sandbox-key"


class Simulator(Vendor[Account, Attempt]):
    """One Fansly API with one key; `attempts` are by token, logins and step-ups alike.

    Serve it with `serve`; drive it from the same event loop. `unknown` may be replaced at any time.
    """

    id_prefix: ClassVar[str] = "fansly_"

    def __init__(
        self,
        accounts: Iterable[Account] | None = None,
        *,
        key: str = KEY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the accounts of the platform, by default one a scenario; `clock` gives epoch seconds."""
        super().__init__(scenario_accounts() if accounts is None else accounts, key=key, clock=clock)
        self.unknown = Unknown()

    def begin(self, account: Account, name: str, country: str) -> Attempt:
        """Begin a login, which is over at once where no code is wanted."""
        token = secrets.token_hex(16)
        attempt = Attempt(token, account, self.id_for(account), self.clock(), self.deliver, self.connect)
        attempt.challenge, attempt.name, attempt.country = account.scenario, name, country
        attempt.phase(self.clock())
        return self.keep(attempt)

    def begin_step_up(self, account_id: str, asked: vendor.Account, challenge: Challenge) -> Attempt:
        """Send the code for a sensitive action on a connected account, which is `asked` by `challenge`."""
        attempt = Attempt(step_up_token(), asked, account_id, self.clock(), self.deliver, lambda _: None)
        attempt.challenge, attempt.is_step_up = challenge, True
        attempt.phase(self.clock())
        return self.keep(attempt)

    def asked_by(self, token: str, *, is_step_up: bool) -> Attempt | None:
        """Give the login or step-up of a token; None where it has none, or is the other."""
        attempt = self.attempts.get(token)
        return None if attempt is None or attempt.is_step_up is not is_step_up else attempt

    def renew(self, attempt: Attempt) -> None:
        """Give a login another token; the old one is worth nothing."""
        del self.attempts[attempt.id]
        attempt.id = secrets.token_hex(16)
        self.keep(attempt)

    def connect(self, attempt: Attempt) -> None:
        """Have the account of a login that succeeded, with a session that is alive."""
        account = self.platform[attempt.account.id]
        self.accounts[attempt.account_id] = replace(
            account,
            scenario=replace(account.scenario, session=True),
            name=attempt.name,
            country=attempt.country,
            created=self.clock(),
        )


def step_up_token() -> str:
    """Make a token as the documented answer to a send shows it."""
    return base64.b64encode(f"{secrets.randbits(60)}:2:{secrets.token_hex(8)}".encode()).decode()
