"""Wrong codes that were typed, what begins after them, and the words that let codes go on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.people.lifting import lift
from bot.relay.beginnings import Plan
from bot.relay.limits import LIMITS
from storage.models import By, State
from storage.repositories.guesses import Target
from tests.bot.relay.heart import CODE, OWNER
from tests.bot.relay.scripted import soon
from tests.harness.wish import sign_in

if TYPE_CHECKING:
    from bot.relay.reactions import Reaction, Requested
    from providers.errors import ProviderError
    from storage.models import Attempt
    from tests.bot.relay.heart import Heart


async def guessed(heart: Heart, *wrong: tuple[float, int], **changes: Any) -> None:  # noqa: ANN401 - any field
    """Have had wrong codes typed: so many seconds ago, so many."""
    for seconds, count in wrong:
        at = heart.clock() - seconds
        over: dict[str, Any] = {"state_since": at, "created_at": at, "wrong_codes": count, "resume": None}
        await heart.stored(State.FAILED, **over, **changes)


async def asks(heart: Heart) -> Requested:
    async with heart.work() as work:
        plan = Plan.reconnect(heart.cast.account)
        return await heart.relay.request(work, heart.cast.enrolment, plan, heart.cast.manager)


async def signs_in(heart: Heart) -> Reaction:
    async with heart.work() as work:
        return await sign_in(heart.relay, work, heart.cast.account)


def hers(heart: Heart) -> Target:
    return Target(heart.cast.stella.id, heart.cast.account.platform)


async def says(heart: Heart, *by: By) -> None:
    async with heart.work() as work:
        await lift(work, hers(heart), frozenset(by), LIMITS)


async def declined_while_called(heart: Heart, live: Attempt, error: ProviderError) -> None:
    """Have her end a login while her code is on its way, which then gets no answer."""
    held = heart.provider.holds("submit_code", error)
    calling = asyncio.create_task(heart.worker.call(live, OWNER, CODE))
    await soon(held.reached.wait())
    await heart.decline(live)
    held.go()
    await soon(calling)
