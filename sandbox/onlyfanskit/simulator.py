"""The simulated vendor: its accounts and attempts, what arrived, and what tests tell it to do.

It knows nothing of HTTP's details, which are the app's, and nothing of the bot.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sandbox.onlyfanskit.attempts import Attempt, Message
from sandbox.onlyfanskit.faults import Fault, Hold, Rule
from sandbox.onlyfanskit.scenarios import Account, scenario_accounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KEY: Final = "onlyfanskit-sandbox-key"
SCOPES: Final = ("accounts:read", "accounts:write", "me:read")
WAIT_SECONDS: Final = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it arrived; `body` is its JSON, None without one, and may hold a code or a password."""

    method: str
    path: str
    at: float
    authorised: bool
    body: Any = field(repr=False)


class Simulator:
    """One OnlyFansKit with one key. Serve it with `serve`; drive it from the same event loop."""

    def __init__(
        self,
        accounts: Iterable[Account] | None = None,
        *,
        key: str = KEY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the accounts of the key, by default one a scenario; `clock` gives epoch seconds."""
        chosen = scenario_accounts() if accounts is None else accounts
        self.accounts = {account.id: account for account in chosen}
        self.key = key
        self.scopes: tuple[str, ...] = SCOPES
        self.clock = clock
        self.base_url = ""
        self.link_base = "https://onlyfanskit.dev"
        self.accounts_wrapped_in: str | None = "accounts"
        self.attempts: dict[str, Attempt] = {}
        self.requests: list[Recorded] = []
        self.closing = asyncio.Event()
        self._submissions: Counter[str] = Counter()
        self._messages: defaultdict[str, deque[Message]] = defaultdict(deque)
        self._rules: list[Rule] = []
        self._holds: list[Hold] = []
        self._changed = asyncio.Condition()

    def add_account(self, account: Account) -> None:
        """Add or replace an account of the key."""
        self.accounts[account.id] = account

    def phone(self, account_id: str) -> Phone:
        """Give what the creator of an account holds in her hand."""
        return Phone(self, account_id)

    def attempts_of(self, account_id: str) -> list[Attempt]:
        """Give all attempts of an account, oldest first."""
        return [attempt for attempt in self.attempts.values() if attempt.account.id == account_id]

    def code_for(self, attempt_id: str) -> str:
        """Give the code that an attempt takes at this moment; empty while it wants none or none was sent."""
        attempt = self.attempts[attempt_id]
        attempt.state(self.clock())
        return attempt.code(self.clock())

    def submissions(self, code: str) -> int:
        """Count how often a code was submitted, over all attempts."""
        return self._submissions[code]

    def requests_to(self, method: str, path: str = "") -> list[Recorded]:
        """Give the requests of a method whose path holds `path`."""
        return [request for request in self.requests if request.method == method and path in request.path]

    def fail_next(
        self,
        fault: Fault | int,
        method: str | None = None,
        path: str | None = None,
        *,
        count: int = 1,
        target: str = "",
    ) -> None:
        """Answer the next `count` matching requests with a fault or an HTTP status."""
        self._rules.append(Rule(fault, method, path, count, target))

    def heal(self) -> None:
        """Forget all faults that were told."""
        self._rules.clear()

    def hold(self, method: str, path: str | None = None) -> Hold:
        """Keep the next matching answer back, after its effect, until the hold is released."""
        hold = Hold(method, path)
        self._holds.append(hold)
        return hold

    def vanish(self, attempt_id: str, status: int = 404) -> None:
        """Lose an attempt: it answers `status` from here on."""
        self.attempts[attempt_id].gone = status

    def close(self) -> None:
        """End what hangs and let go what is held."""
        self.closing.set()
        for hold in self._holds:
            hold.release()

    async def wait_for(self, condition: Callable[[], T], seconds: float = WAIT_SECONDS) -> T:
        """Wait until `condition` holds, judged after each request; TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds), self._changed:
            return await self._changed.wait_for(condition)

    async def announce(self) -> None:
        """Have waiting conditions judged again, as after a step of the clock."""
        async with self._changed:
            self._changed.notify_all()

    def begin(self, account: Account) -> Attempt:
        """Begin an attempt."""
        attempt = Attempt(f"att_{secrets.token_hex(8)}", account, self.clock(), self._deliver)
        self.attempts[attempt.id] = attempt
        return attempt

    def submit(self, attempt: Attempt, code: str) -> bool:
        """Take a code for an attempt and count it; False if none is wanted."""
        self._submissions[code] += 1
        return attempt.submit(code, self.clock())

    def fault_for(self, method: str, path: str) -> Rule | None:
        """Use up and give the first rule for a request."""
        rule = next((rule for rule in self._rules if rule.matches(method, path)), None)
        if rule is not None:
            rule.count -= 1
        return rule

    def hold_for(self, method: str, path: str) -> Hold | None:
        """Give the first hold for a request, marked as arrived."""
        hold = next((hold for hold in self._holds if hold.matches(method, path)), None)
        if hold is not None:
            hold.arrived.set()
        return hold

    def next_message(self, account_id: str) -> Message | None:
        """Take the oldest unread code of an account, with what is due by the clock sent first."""
        for attempt in self.attempts_of(account_id):
            attempt.state(self.clock())
        unread = self._messages[account_id]
        return unread.popleft() if unread else None

    def _deliver(self, message: Message) -> None:
        self._messages[message.account_id].append(message)


@dataclass(frozen=True, slots=True)
class Phone:
    """What the creator of one account sees: SMS, mails, her authenticator, the platform's app."""

    simulator: Simulator = field(repr=False)
    account_id: str

    async def next_code(self, seconds: float = WAIT_SECONDS) -> str:
        """Take the next code that was sent to her; TimeoutError after `seconds` without one."""
        return (await self.next_message(seconds)).code

    async def next_message(self, seconds: float = WAIT_SECONDS) -> Message:
        """Likewise, with the gate it is for."""
        message = await self.simulator.wait_for(lambda: self.simulator.next_message(self.account_id), seconds)
        if message is None:
            raise TimeoutError
        return message

    def use_app(self) -> bool:
        """Sign in with the platform's app in every attempt that waits for it."""
        now = self.simulator.clock()
        used = [attempt.use_app(now) for attempt in self.simulator.attempts_of(self.account_id)]
        return any(used)
