"""The connect page as the tests of the heart need it: a browser with a link, and what Stella does there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.relay.limits import LIMITS
from bot.relay.logins import SignIn
from bot.relay.reactions import Reaction
from providers.secret import Secret
from storage import new_id
from storage.models import Attempt, Purpose, State, Way
from tests.bot.relay.attempts import NOW
from tests.bot.relay.heart import CODE

if TYPE_CHECKING:
    from bot.relay.connecting import Opened, Visit
    from tests.bot.relay.heart import Heart

PASSWORD = "moonlit-harbour-4711"
SIGN_IN = SignIn(Secret("stella@mail.example"), Secret(PASSWORD))


@dataclass
class Page:
    """A link in one browser."""

    heart: Heart
    token: Secret
    browser: Secret = field(default_factory=lambda: Secret(new_id()))

    def elsewhere(self) -> Page:
        """Give the same link in another browser."""
        return Page(self.heart, self.token)

    async def visit(self, browser: Secret | None = None) -> Visit | None:
        async with self.heart.store.read() as unit:
            return await self.heart.connections.visit(
                unit, self.token, browser or self.browser, self.heart.clock()
            )

    async def begin(self) -> Reaction:
        async with self.heart.work() as work:
            return await self.heart.connections.begin(work, self.token, self.browser)

    async def sign_in(self, given: SignIn = SIGN_IN) -> Reaction:
        async with self.heart.work() as work:
            return await self.heart.connections.sign_in(work, self.token, self.browser, given)

    async def code(self, typed: Secret = CODE, *, challenge: int = 1) -> Reaction:
        async with self.heart.work() as work:
            return await self.heart.connections.code(work, self.token, self.browser, challenge, typed)

    async def confirm(self, *, challenge: int = 1) -> Reaction:
        async with self.heart.work() as work:
            return await self.heart.connections.confirm(work, self.token, self.browser, challenge)

    async def decline(self) -> Reaction:
        async with self.heart.work() as work:
            return await self.heart.connections.decline(work, self.token, self.browser)

    async def not_me(self) -> Reaction:
        async with self.heart.work() as work:
            return await self.heart.connections.not_me(work, self.token, self.browser)

    async def again(self, *, force: bool = False) -> Opened:
        async with self.heart.work() as work:
            return await self.heart.connections.again(work, self.token, self.browser, force=force)


async def asked(heart: Heart, way: Way = Way.FORM, **changes: Any) -> Attempt:  # noqa: ANN401 - any field of the model
    """Store a first connection that she has been asked for."""
    until = NOW + LIMITS.asked
    fields: dict[str, Any] = {
        "account_id": None,
        "purpose": Purpose.CONNECT,
        "way": way,
        "resume": None,
        "asked_first": True,
        "offers": 1,
        "answer_by": until,
        "ends_at": until,
        "due_at": until,
    }
    return await heart.stored(State.ASKED, **fields | changes)


async def opens(heart: Heart, attempt: Attempt) -> Opened:
    """Have her press [Open]."""
    async with heart.work() as work:
        return await heart.connections.open(work, attempt.id, attempt.creator_id)


async def forces(heart: Heart, attempt: Attempt) -> Opened:
    """Have her press [Connect anyway]."""
    async with heart.work() as work:
        return await heart.connections.force(work, attempt.id, attempt.creator_id)


async def page_of(heart: Heart, attempt: Attempt) -> Page:
    """Have her open the page of a connection, with a browser that has not begun yet."""
    opened = await opens(heart, attempt)
    assert opened.token is not None, opened.reaction
    return Page(heart, opened.token)


async def begun(heart: Heart, way: Way = Way.FORM, **changes: Any) -> tuple[Attempt, Page]:  # noqa: ANN401 - likewise
    """Give a connection whose page is bound to her browser."""
    attempt = await asked(heart, way, **changes)
    page = await page_of(heart, attempt)
    assert await page.begin() in {Reaction.DONE, Reaction.STARTING}
    return attempt, page
