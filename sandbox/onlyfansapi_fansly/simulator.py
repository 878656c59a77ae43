"""The simulated vendor: who is in its list under which name, and how it decides what nobody knows."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from sandbox.onlyfansapi_fansly.attempts import Attempt
from sandbox.onlyfansapi_fansly.scenarios import Account, Scenario, scenario_accounts
from sandbox.onlyfansapi_fansly.unknown import Unknown
from sandbox.vendor import Vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KEY: Final = "onlyfansapi-fansly-sandbox-key"


class Simulator(Vendor[Account, Attempt]):
    """OnlyFansAPI's Fansly half with one key; `attempts` are by the account's id, the newest of each.

    Serve it with `serve`; drive it from the same event loop. `unknown` may be replaced at any time.
    """

    id_prefix: ClassVar[str] = "fansly_acct_"

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

    def begin(self, account: Account, name: str) -> Attempt:
        """Begin a login in place of an earlier one of the account."""
        handle = self._handle(account)
        attempt = Attempt(handle, account, handle, self.clock(), self.deliver, self.connect)
        attempt.name = name
        return self.keep(attempt)

    def stranger(self, username: str) -> Account:
        """Give the account whose password is wrong, one that nobody knows if the user name is as well."""
        found = (a for a in self.platform.values() if username in {a.login, a.username})
        account = next(
            found, Account(f"stranger {username}", username=username, login=username, connected=False)
        )
        return replace(account, scenario=Scenario(refused=self.unknown.wrong_password))

    def signed_in(self, account: Account) -> bool:
        """Tell whether the vendor has a session of the account."""
        self.settle()
        return any(known.id == account.id and known.signed_in for known in self.accounts.values())

    def connect(self, attempt: Attempt) -> None:
        """Have the account of a login that succeeded, under its name and with its password stored."""
        record = replace(self.platform[attempt.account.id], name=attempt.name, stored=True, signed_in=True)
        self.accounts[attempt.account_id] = record

    def listed(self) -> dict[str, Account]:
        """Give what the list holds, by the vendor's ids."""
        self.settle()
        now = self.clock()
        early = {
            attempt.account_id: attempt.as_listed()
            for attempt in self.attempts.values()
            if attempt.account.scenario.lists_early and not attempt.connected and not attempt.vanished(now)
        }
        return self.accounts | early

    def forget(self, account_id: str) -> bool:
        """Disconnect an account or end its first login; False if there is none."""
        self.settle()
        account = self.accounts.pop(account_id, None)
        attempt = self.attempts.pop(account_id, None)
        return account is not None or attempt is not None

    def _handle(self, account: Account) -> str:
        unfinished = (attempt.id for attempt in self.attempts.values() if attempt.account.id == account.id)
        return next(unfinished, None) or self.id_for(account)
