"""What every simulated vendor has: the platform's accounts, those that are connected to it, and attempts.

It knows nothing of HTTP, which is api's, of any vendor's words, or of the bot.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from sandbox.vendor.accounts import AccountT
from sandbox.vendor.attempts import AttemptT
from sandbox.vendor.traffic import WAIT_SECONDS, Traffic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.vendor.codes import Message


class Vendor(Traffic, Generic[AccountT, AttemptT]):
    """One vendor with one key; a simulator adds what begins its attempts.

    `platform` holds every account of the platform by the name that tests use, `accounts` those that are
    connected by the vendor's id, `attempts` every attempt by what the API calls it.
    """

    id_prefix: ClassVar[str] = "acct_"

    def __init__(self, accounts: Iterable[AccountT], *, key: str, clock: Callable[[], float]) -> None:
        """Take the accounts of the platform; `clock` gives epoch seconds."""
        super().__init__()
        self.key = key
        self.clock = clock
        self.base_url = ""
        self.platform: dict[str, AccountT] = {}
        self.accounts: dict[str, AccountT] = {}
        self.attempts: dict[str, AttemptT] = {}
        self.starts: Counter[str] = Counter()
        self._submissions: Counter[str] = Counter()
        self._messages: defaultdict[str, deque[Message]] = defaultdict(deque)
        self._seen: set[str] = set()
        for account in accounts:
            self.add_account(account)

    def add_account(self, account: AccountT) -> None:
        """Add or replace an account of the platform."""
        self.platform[account.id] = account
        if account.connected:
            self.accounts[account.id] = account

    def find(self, login: object, password: object) -> AccountT | None:
        """Give the account of the platform whose e-mail address or user name, and password, these are."""
        return next(
            (
                account
                for account in reversed(self.platform.values())
                if login in {account.login, account.username} and password == account.password
            ),
            None,
        )

    def phone(self, account_id: str) -> Phone:
        """Give what the creator of an account holds in her hand; by the tests' name or the vendor's id."""
        return Phone(self, self._named(account_id))

    def id_of(self, name: str) -> str | None:
        """Give the vendor's id of the account that tests call `name`; None while it is not connected."""
        return next((key for key, account in self.accounts.items() if account.id == name), None)

    def id_for(self, account: AccountT) -> str:
        """Give the vendor's id for an attempt: a connected account's own, else one that nobody knows."""
        return self.id_of(account.id) or self.new_id()

    def new_id(self) -> str:
        """Make up a vendor's id."""
        return f"{self.id_prefix}{secrets.token_hex(8)}"

    def attempts_of(self, account_id: str) -> list[AttemptT]:
        """Give all attempts of an account, oldest first; by the tests' name or the vendor's id."""
        name = self._named(account_id)
        return [attempt for attempt in self.attempts.values() if attempt.account.id == name]

    def code_for(self, attempt_id: str) -> str:
        """Give the code that an attempt takes at this moment; empty while it wants none or none was sent."""
        attempt = self.attempts[attempt_id]
        attempt.phase(self.clock())
        code = attempt.code(self.clock())
        self._seen.add(code)
        return code

    def codes(self) -> set[str]:
        """Give all codes that were ever sent or shown, and those that would be taken at this moment."""
        valid = {self.code_for(attempt_id) for attempt_id in self.attempts}
        return (self._seen | valid) - {""}

    def passwords(self) -> set[str]:
        """Give the passwords of all accounts."""
        return {account.password for account in self.platform.values()}

    def submissions(self, code: str) -> int:
        """Count how often a code was submitted, over all attempts."""
        return self._submissions[code]

    def submit(self, attempt: AttemptT, code: str) -> bool:
        """Take a code for an attempt and count it; False if none is wanted."""
        self._submissions[code] += 1
        return attempt.submit(code, self.clock())

    def vanish(self, attempt_id: str, status: int = 404) -> None:
        """Lose an attempt: it answers `status` from here on."""
        self.attempts[attempt_id].gone = status

    def keep(self, attempt: AttemptT) -> AttemptT:
        """Keep an attempt that has begun."""
        self.attempts[attempt.id] = attempt
        return attempt

    def connect(self, attempt: AttemptT) -> None:
        """Have the account of an attempt that succeeded, with its password stored."""
        self.accounts[attempt.account_id] = replace(self.platform[attempt.account.id], stored=True)

    def settle(self) -> None:
        """Let happen what is due by the clock: codes are sent, accounts connected."""
        now = self.clock()
        for attempt in list(self.attempts.values()):
            attempt.phase(now)

    def next_message(self, account_id: str) -> Message | None:
        """Take the oldest unread code of an account, with what is due by the clock sent first."""
        for attempt in self.attempts_of(account_id):
            attempt.phase(self.clock())
        unread = self._messages[self._named(account_id)]
        return unread.popleft() if unread else None

    def use_app(self, account_id: str, link: str = "") -> bool:
        """Sign in with the platform's app in every attempt of an account that waits for it.

        `link` is the one that she opens, where the vendor gives out such.
        """
        del link
        now = self.clock()
        used = [attempt.use_app(now) for attempt in self.attempts_of(account_id)]
        return any(used)

    def deliver(self, message: Message) -> None:
        """Have a code reach her."""
        self._seen.add(message.code)
        self._messages[message.account_id].append(message)

    def _named(self, account_id: str) -> str:
        known = self.accounts.get(account_id)
        return account_id if known is None else known.id


@dataclass(frozen=True, slots=True)
class Phone:
    """What the creator of one account sees: SMS, mails, her authenticator, the platform's app."""

    vendor: Vendor[Any, Any] = field(repr=False)
    account_id: str

    async def next_code(self, seconds: float = WAIT_SECONDS) -> str:
        """Take the next code that was sent to her; TimeoutError after `seconds` without one."""
        return (await self.next_message(seconds)).code

    async def next_message(self, seconds: float = WAIT_SECONDS) -> Message:
        """Likewise, with the gate it is for."""
        message = await self.vendor.wait_for(lambda: self.vendor.next_message(self.account_id), seconds)
        if message is None:
            raise TimeoutError
        return message

    def use_app(self, link: str = "") -> bool:
        """Sign in with the platform's app, by `link` if she was given one; False if nothing waits for it."""
        return self.vendor.use_app(self.account_id, link)
