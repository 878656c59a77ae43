"""A provider in memory that says what the story wants, and keeps what it was told.

Its calls that must not be repeated reach it at once, and wait there for the story to answer them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from providers.errors import NoAnswer, NotSent, ProviderError, Throttled
from providers.logins import StepUp, StoredCredentials
from providers.steps import (
    Channel,
    CodeNeeded,
    Done,
    Failed,
    LinkKind,
    LinkNeeded,
    Reason,
    Working,
)
from tests.bot.relay.scripted import ScriptedProvider

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from providers.logins import Login, Lost
    from providers.secret import Secret
    from providers.steps import Step
    from tests.model.resting import Resting

SOMEBODY_ELSES = "acct_somebody_elses"
CHANNELS = (Channel.SMS, Channel.AUTHENTICATOR, Channel.EMAIL, Channel.UNKNOWN, Channel.EMAIL)


class Says(StrEnum):
    """What the provider says to a call or a question; SAME is what it asked for before."""

    WORKING = "working"
    CODE = "code"
    SAME = "same"
    WRONG = "wrong"
    UNSENT = "unsent"
    LINK = "link"
    DONE = "done"
    ANOTHER_ACCOUNT = "another_account"
    FAILED = "failed"
    NO_ANSWER = "no_answer"
    NOT_SENT = "not_sent"
    THROTTLED = "throttled"


ERRORS: dict[Says, type[ProviderError]] = {
    Says.NO_ANSWER: NoAnswer,
    Says.NOT_SENT: NotSent,
    Says.THROTTLED: Throttled,
}


@dataclass(frozen=True, slots=True)
class Made:
    """A call as it reached the provider: about which of its challenges, and with which code."""

    number: int
    call: str
    login: str
    challenge: str
    code: str | None = None

    @property
    def resume(self) -> str:
        return f"{self.login}:{self.challenge}"


@dataclass(eq=False)
class Vendor(ScriptedProvider):
    """Holds each call until it is answered; a question is answered by `mood`, later by `afterwards`."""

    resting: Resting = field(kw_only=True)
    on_call: Callable[[Made], Awaitable[None]] = field(kw_only=True)
    is_over: Callable[[str], bool] = field(kw_only=True)
    mood: Says = Says.WORKING
    afterwards: Says = Says.WORKING
    held: list[Made] = field(default_factory=list)
    asked: dict[str, CodeNeeded | LinkNeeded] = field(default_factory=dict)
    accounts: dict[str, str | None] = field(default_factory=dict)
    signed_in: set[str] = field(default_factory=set)
    _numbers: int = 0

    def answer(self, made: Made, says: Says) -> None:
        """Let a held call go on with its answer."""
        self.held.remove(made)
        self.resting.wake(made, says)

    async def start(self, login: Login) -> Step:
        name = f"login-{len(self.accounts) + 1}"
        self.accounts[name] = login.account if isinstance(login, StoredCredentials | StepUp) else None
        return await self._called("start", f"{name}:")

    async def submit_code(self, resume: str, code: Secret) -> Step:
        return await self._called("submit_code", resume, code.reveal())

    async def send_code(self, resume: str) -> Step:
        return await self._called("send_code", resume)

    async def confirm_link(self, resume: str) -> Step:
        return await self._called("confirm_link", resume)

    async def check(self, resume: str) -> Step:
        login, _, challenge = resume.partition(":")
        return self._says(self.afterwards if self.is_over(resume) else self.mood, login, challenge)

    async def recover(self, lost: Lost) -> Step | None:
        begun = [name for name, account in self.accounts.items() if account == lost.account]
        if not begun or self.mood in {Says.SAME, Says.WRONG}:
            return None
        return self._says(self.mood, begun[-1], "")

    async def _called(self, call: str, resume: str, code: str | None = None) -> Step:
        login, _, challenge = resume.partition(":")
        self._numbers += 1
        made = Made(self._numbers, call, login, challenge, code)
        await self.on_call(made)
        self.held.append(made)
        says = await self.resting.until_woken(made)
        return self._says(says, login, challenge)

    def _says(self, says: Says, login: str, before: str) -> Step:
        if says in ERRORS:
            raise ERRORS[says]
        match says:
            case Says.WORKING:
                return Working(f"{login}:{before}")
            case Says.DONE:
                self.signed_in.add(login)
                return Done(self.accounts[login])
            case Says.ANOTHER_ACCOUNT:
                return Done(SOMEBODY_ELSES)
            case Says.FAILED:
                return Failed(Reason.LOGIN_FAILED)
            case _:
                return self._challenge(says, login, before)

    def _challenge(self, says: Says, login: str, before: str) -> CodeNeeded | LinkNeeded:
        """Ask for what was asked before, or for something new."""
        known = self.asked.get(before)
        if says is Says.SAME and known is not None:
            return known
        name = f"challenge-{len(self.asked) + 1}"
        resume = f"{login}:{name}"
        step: CodeNeeded | LinkNeeded
        if says is Says.LINK:
            step = LinkNeeded(resume, name, LinkKind.SELFIE, needs_confirmation=True)
        elif says is Says.WRONG and isinstance(known, CodeNeeded):
            step = CodeNeeded(resume, name, known.channel, rejected=True, resend_after=0.0)
        else:
            channel = CHANNELS[len(self.asked) % len(CHANNELS)]
            step = CodeNeeded(resume, name, channel, sent=says is not Says.UNSENT, resend_after=0.0)
        self.asked[name] = step
        return step
