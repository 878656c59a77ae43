"""The simulated vendor: names and sessions of its accounts, hosted pages, and logins of every kind."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from sandbox.onlyfansapi.attempts import Attempt
from sandbox.onlyfansapi.scenarios import Account, Refusal, Scenario, scenario_accounts
from sandbox.onlyfansapi.unknown import Unknown
from sandbox.vendor import Gate, Phase, Vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KEY: Final = "ofapi_sandbox_key"
ALREADY_CONNECTED: Final = "This account is already connected."
WRONG_PASSWORD: Final = "Wrong email or password."  # noqa: S105 - it says no, and opens nothing
NOBODY: Final = Account("", connected=False)
"""Stands for the account of a login that nobody has signed in to so far."""


@dataclass(slots=True)
class Session:
    """A client session, whose hosted page anybody with its token may use."""

    token: str = field(repr=False)
    display_name: str
    client_reference_id: str | None
    began: float
    attempt: Attempt | None = None
    refused: bool = False


class Simulator(Vendor[Account, Attempt]):
    """One OnlyFansAPI with one key. Serve it with `serve`; drive it from the same event loop.

    `names` are display names and `signed_in` those with a session, by the vendor's id of an account.
    """

    def __init__(
        self,
        accounts: Iterable[Account] | None = None,
        *,
        key: str = KEY,
        clock: Callable[[], float] = time.time,
        unknown: Unknown | None = None,
    ) -> None:
        """Take the accounts of the platform, by default one a scenario; `clock` gives epoch seconds."""
        self.names: dict[str, str] = {}
        self.signed_in: set[str] = set()
        self.sessions: dict[str, Session] = {}
        self.unknown = unknown or Unknown()
        self.link_base = "https://onlyfans.com"
        super().__init__(scenario_accounts() if accounts is None else accounts, key=key, clock=clock)

    def add_account(self, account: Account) -> None:
        """Add or replace an account of the platform."""
        super().add_account(account)
        if account.connected:
            self.names[account.id] = account.login
        if account.connected and account.signed_in:
            self.signed_in.add(account.id)

    def sign_out(self, account_id: str) -> None:
        """Have the platform end an account's session; by the vendor's id."""
        self.signed_in.discard(account_id)

    def is_connected(self, account: Account) -> bool:
        """Tell whether the vendor has an account."""
        self.settle()
        return self.id_of(account.id) is not None

    def begin(self, account: Account, name: str, **more: Any) -> Attempt:  # noqa: ANN401 - Attempt's own fields
        """Begin an attempt under a display name; one that the scenario refuses has failed."""
        attempt_id = f"auth_{secrets.token_hex(10)}"
        fresh = more.get("forced") and self.unknown.force_makes_new
        account_id = self.new_id() if fresh else self.id_for(account)
        attempt = Attempt(
            attempt_id, account, account_id, self.clock(), self.deliver, self.connect, name=name, **more
        )
        if account.scenario.refused is Refusal.IN_POLL:
            attempt.refuse(account.scenario.error_code, WRONG_PASSWORD)
        return self.keep(attempt)

    def begin_again(self, account: Account, name: str) -> Attempt:
        """Begin an attempt from what is stored; one by the app where the account was connected so [?]."""
        by_app = Gate.APP in account.scenario.gates
        return self.begin_by_app(account, name) if by_app else self.begin(account, name)

    def begin_refused(self, name: str, code: str | None, message: str) -> Attempt:
        """Begin an attempt of which polls say that it was refused."""
        attempt = self.begin(NOBODY, name)
        attempt.refuse(code, message)
        return attempt

    def begin_by_app(self, account: Account, name: str, **more: Any) -> Attempt:  # noqa: ANN401 - likewise
        """Begin an attempt that she finishes in the vendor's app; of NOBODY until she has opened its link."""
        link = f"fansapiauth://auth/fansapi_auth_{secrets.token_hex(16)}"
        return self.begin(_by_app(account), name, link=link, **more)

    def use_app(self, account_id: str, link: str = "") -> bool:
        """Sign in with the vendor's app, by `link` or else by the newest that nobody has opened."""
        now = self.clock()
        waiting = [a for a in self.attempts.values() if a.link and a.open_gate(now) is Gate.APP]
        meant = [a for a in waiting if a.link == link] if link else _newest_of_nobody(waiting)
        for attempt in meant:
            self._take_over(attempt, self.platform[self._named(account_id)])
        used = [attempt.use_app(now) for attempt in meant]
        return any(used) or (not link and super().use_app(account_id))

    def connect(self, attempt: Attempt) -> None:
        """Have the account of an attempt that succeeded, signed in and under the attempt's name."""
        super().connect(attempt)
        self.signed_in.add(attempt.account_id)
        self.names[attempt.account_id] = attempt.name

    def unfinished(self) -> list[Attempt]:
        """Give the attempts of accounts that are not connected, newest last."""
        self.settle()
        now = self.clock()
        return [
            attempt
            for attempt in self.attempts.values()
            if attempt.account_id not in self.accounts
            and not attempt.vanished(now)
            and attempt.phase(now) in {Phase.PENDING, Phase.WAITING}
        ]

    def is_renewing(self, account_id: str) -> bool:
        """Tell whether an account's API is closed, since its credentials are being replaced."""
        now = self.clock()
        return any(
            attempt.renews and attempt.phase(now) in {Phase.PENDING, Phase.WAITING}
            for attempt in self.attempts.values()
            if attempt.account_id == account_id
        )

    def open_session(self, display_name: str, reference: str | None) -> Session:
        """Open a client session."""
        token = f"ofapi_cs_{secrets.token_hex(16)}"
        self.sessions[token] = Session(token, display_name, reference, self.clock())
        return self.sessions[token]

    def _take_over(self, attempt: Attempt, account: Account) -> None:
        """Have an attempt of nobody be that of the account that signs in."""
        if attempt.account.id:
            return
        attempt.account = _by_app(account)
        if self.is_connected(account) and not attempt.forced:
            attempt.refuse(None, ALREADY_CONNECTED)
            return
        attempt.account_id = self.id_for(account)


def _by_app(account: Account) -> Account:
    """Give an account that is signed in to by the app alone."""
    scenario = account.scenario if account.id else Scenario()
    return replace(account, scenario=replace(scenario, gates=(Gate.APP,)))


def _newest_of_nobody(attempts: list[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if not attempt.account.id][-1:]
