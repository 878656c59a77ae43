"""A provider that answers as a test has written, notices that are noted, and a clock moved by hand."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from providers.errors import ProviderError
from providers.logins import Login, Lost, Platform
from providers.manifest import Manifest
from providers.steps import Done, Failed, ListedAccount, Step
from tests.bot.relay.attempts import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.relay.work import Work
    from providers.secret import Secret
    from storage.models import Account, Attempt, Manager, Person

SECONDS = 5.0
"""How long a test waits for what has to happen at once."""
SLUG = "onlyfanskit"
MANIFEST = Manifest(
    slug=SLUG,
    label="OnlyFansKit",
    platforms=(Platform.ONLYFANS,),
    key_variable="ONLYFANSKIT_API_KEY",
    base_url_variable="ONLYFANSKIT_BASE_URL",
    base_url="https://api.vendor.example",
    start_fields=(),
    link_hosts=(),
    can_force=True,
)
PASSWORD_SLUG = "apifansly"
PASSWORD_MANIFEST = Manifest(
    slug=PASSWORD_SLUG,
    label="Fansly API",
    platforms=(Platform.FANSLY,),
    key_variable="APIFANSLY_API_KEY",
    base_url_variable="APIFANSLY_BASE_URL",
    base_url="https://api.other-vendor.example",
    start_fields=(),
    link_hosts=(),
)

T = TypeVar("T")
Answer = Step | ProviderError | None


async def soon(awaited: Awaitable[T]) -> T:
    """Wait for what has to happen at once."""
    async with asyncio.timeout(SECONDS):
        return await awaited


@dataclass
class Clock:
    """A clock that the test moves, in epoch seconds."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now

    def later(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Changes:
    """Is called after each change, and wakes who waits for one."""

    _event: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self) -> None:
        self._event.set()

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait for a change after which `holds` holds."""
        async with asyncio.timeout(SECONDS):
            while not await holds():
                await self._event.wait()
                self._event.clear()


@dataclass
class Held:
    """An answer that the provider gives once the test lets it go."""

    answer: Answer
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    _go: asyncio.Event = field(default_factory=asyncio.Event)

    def go(self) -> None:
        self._go.set()

    async def wait(self) -> Answer:
        self.reached.set()
        await self._go.wait()
        return self.answer


@dataclass
class PasswordProvider:
    """Gives to each call the next answer of its script; `made` names the calls in their order.

    It stores nothing by which an account could sign in again.
    """

    manifest: Manifest = PASSWORD_MANIFEST
    made: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    logins: list[Login] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    _scripts: defaultdict[str, deque[Answer | Held]] = field(default_factory=lambda: defaultdict(deque))

    def answers(self, call: str, *answers: Answer) -> None:
        self._scripts[call].extend(answers)

    def holds(self, call: str, answer: Answer) -> Held:
        """Answer the next call once the test lets it go."""
        held = Held(answer)
        self._scripts[call].append(held)
        return held

    async def _answer(self, call: str) -> Step | None:
        self.made.append(call)
        script = self._scripts[call]
        assert script, f"{call} was not to be called"
        answer = script.popleft()
        if isinstance(answer, Held):
            answer = await answer.wait()
        if isinstance(answer, ProviderError):
            raise answer
        return answer

    async def _step(self, call: str) -> Step:
        step = await self._answer(call)
        assert step is not None
        return step

    async def start(self, login: Login) -> Step:
        self.logins.append(login)
        return await self._step("start")

    async def check(self, _resume: str) -> Step:
        return await self._step("check")

    async def submit_code(self, _resume: str, code: Secret) -> Step:
        self.codes.append(code.reveal())
        return await self._step("submit_code")

    async def send_code(self, _resume: str) -> Step:
        return await self._step("send_code")

    async def confirm_link(self, _resume: str) -> Step:
        return await self._step("confirm_link")

    async def recover(self, lost: Lost) -> Step | None:
        self.lost.append(lost)
        return await self._answer("recover")

    async def preflight(self) -> Failed | None:
        return None

    async def aclose(self) -> None:
        return None


@dataclass
class ScriptedProvider(PasswordProvider):
    """Signs in again with what it has stored, and knows step-ups."""

    manifest: Manifest = MANIFEST
    reconnects: bool = True
    steps_up: bool = True


@dataclass
class NotedNotices:
    """Notes what is said: the kind of the notice and whom or what it is about. A reminder is new once.

    `unclear` are the accounts that people were asked about.
    """

    said: list[tuple[str, str]] = field(default_factory=list)
    unclear: list[tuple[ListedAccount, ...]] = field(default_factory=list)

    async def reminder(self, _work: Work, attempt: Attempt, _by: Manager | None) -> bool:
        is_new = ("reminder", attempt.id) not in self.said
        self.said.append(("reminder", attempt.id))
        return is_new

    async def connected_after_all(self, _work: Work, attempt: Attempt) -> None:
        self.said.append(("connected_after_all", attempt.id))

    async def may_be_signed_in(self, _work: Work, attempt: Attempt, account: Account) -> None:
        self.said.append((f"may_be_signed_in {account.id}", attempt.id))

    async def signed_in_instead(self, _work: Work, attempt: Attempt, account: Account) -> None:
        self.said.append((f"signed_in_instead {account.id}", attempt.id))

    async def stray(self, _work: Work, attempt: Attempt, found: Done) -> None:
        self.said.append((f"{'stray' if found.certain else 'appeared'} {found.account}", attempt.id))

    async def stopped(self, _work: Work, creator: Person) -> None:
        self.said.append(("stopped", creator.id))

    async def code_too_early(self, _work: Work, attempt: Attempt) -> None:
        self.said.append(("code_too_early", attempt.id))

    async def account_unclear(
        self, _work: Work, attempt: Attempt, accounts: tuple[ListedAccount, ...]
    ) -> None:
        self.said.append(("account_unclear", attempt.id))
        self.unclear.append(accounts)

    async def asked_twice(self, _work: Work, attempt: Attempt) -> None:
        self.said.append(("asked_twice", attempt.id))

    async def link_refused(self, _work: Work, attempt: Attempt, host: str) -> None:
        self.said.append((f"link_refused {host}", attempt.id))

    async def codes_stopped(self, _work: Work, attempt: Attempt) -> None:
        self.said.append(("codes_stopped", attempt.id))

    async def step_up_asked(self, _work: Work, attempt: Attempt) -> None:
        self.said.append(("step_up_asked", attempt.id))

    async def key_refused(self, _work: Work, attempt: Attempt) -> None:
        self.said.append(("key_refused", attempt.id))
