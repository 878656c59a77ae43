"""The driver's tasks: early codes, damaged rows, and an end that leaves nothing running."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.beginnings import Plan
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from providers.secret import Secret
from providers.steps import Done, Working
from storage.models import CallKind, State
from storage.schema import attempts
from tests.bot.relay.attempts import NOW, SELFIE, SMS
from tests.bot.relay.heart import CODE
from tests.bot.relay.scripted import soon
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.models import Attempt
    from tests.bot.relay.heart import Heart
    from tests.bot.relay.scripted import Held


@asynccontextmanager
async def driving(heart: Heart) -> AsyncIterator[None]:
    """Run the driver's loop."""
    loop = asyncio.create_task(heart.driver.run())
    try:
        yield
    finally:
        loop.cancel()
        with suppress(asyncio.CancelledError):
            await loop


async def started(heart: Heart, start: Held) -> Attempt:
    """Have Mia ask for a login whose start is under way."""
    async with heart.work() as work:
        requested = await heart.relay.request(
            work, heart.cast.enrolment, Plan.reconnect(heart.cast.account), heart.cast.manager
        )
    await soon(start.reached.wait())
    assert requested.attempt is not None
    assert (await heart.row(requested.attempt)).state is State.STARTING
    return requested.attempt


async def the_code_is_held(heart: Heart, attempt: Attempt) -> None:
    """Wait until the early code is in memory: it makes the attempt due at once."""

    async def is_hurried() -> bool:
        return (await heart.row(attempt)).due_at == heart.clock()

    await heart.changes.until(is_hurried)


async def test_a_code_typed_while_the_login_starts_is_used_when_its_challenge_opens(heart: Heart) -> None:
    start = heart.provider.holds("start", SMS)
    attempt = await started(heart, start)
    heart.provider.answers("submit_code", Done(None))
    assert await heart.types() is Reaction.CODE_EARLY
    start.go()
    await heart.becomes(attempt, State.CONNECTED)
    assert heart.provider.codes == [CODE.reveal()]
    assert heart.notices.said == []


async def test_a_code_is_answered_as_too_early_when_no_challenge_opens_in_ten_seconds(heart: Heart) -> None:
    start = heart.provider.holds("start", SMS)
    attempt = await started(heart, start)
    await heart.types()
    await the_code_is_held(heart, attempt)
    heart.clock.later(LIMITS.early_code - 1)
    assert heart.notices.said == []
    heart.clock.later(1)
    await heart.told("code_too_early")
    start.go()
    await heart.becomes(attempt, State.CODE_NEEDED)
    await heart.driver.stop(5)
    assert heart.notices.said == [("code_too_early", attempt.id)]
    assert heart.provider.codes == []


async def test_a_second_early_code_replaces_the_first(heart: Heart) -> None:
    start = heart.provider.holds("start", SMS)
    attempt = await started(heart, start)
    heart.provider.answers("submit_code", Done(None))
    await heart.types(Secret("11112222"))
    await heart.types()
    start.go()
    await heart.becomes(attempt, State.CONNECTED)
    assert heart.provider.codes == [CODE.reveal()]


@pytest.mark.parametrize(("challenge", "codes"), [(2, [CODE.reveal()]), (3, [])])
async def test_an_early_code_is_used_for_the_next_challenge_and_none_after_it(
    heart: Heart, challenge: int, codes: list[str]
) -> None:
    """Between two looks the next one may have been answered on her page."""
    opened = await heart.stored(State.CODE_NEEDED, ask=SMS, challenge=challenge)
    heart.provider.answers("submit_code", Done(None))
    await heart.driver.early.hold(heart.driver, replace(opened, challenge=1), CODE)
    await heart.driver.stop(5)
    assert heart.provider.codes == codes


async def test_an_early_code_is_not_used_for_a_selfie(heart: Heart) -> None:
    start = heart.provider.holds("start", SELFIE)
    attempt = await started(heart, start)
    await heart.types()
    start.go()
    await heart.becomes(attempt, State.LINK_NEEDED)
    heart.clock.later(LIMITS.early_code)
    await heart.told("code_too_early")
    assert heart.provider.codes == []


async def test_an_early_code_ends_with_its_attempt_in_silence(heart: Heart) -> None:
    start = heart.provider.holds("start", SMS)
    attempt = await started(heart, start)
    await heart.types()
    await heart.decline(attempt)
    start.go()
    await soon(heart.driver.stop(5))
    assert heart.notices.said == []
    assert heart.provider.codes == []


async def test_a_damaged_attempt_holds_up_no_other(heart: Heart) -> None:
    damaged = await heart.stored(State.WORKING, cast=await builders.cast(heart.store), due_at=NOW - 9)
    await builders.spoil(heart.store, attempts, damaged.id, sealed=b"nobody sealed this")
    good = await heart.stored(State.WORKING)
    heart.provider.answers("check", SMS)
    async with driving(heart):
        await heart.becomes(good, State.CODE_NEEDED)
    assert heart.provider.made == ["check"]


async def test_the_end_waits_for_a_call_that_begins_while_it_waits(heart: Heart) -> None:
    start = heart.provider.holds("start", SMS)
    attempt = await started(heart, start)
    await heart.types()
    submission = heart.provider.holds("submit_code", Done(None))
    stopping = asyncio.create_task(heart.driver.stop(5))
    start.go()
    await soon(submission.reached.wait())
    assert not stopping.done()
    submission.go()
    await soon(stopping)
    assert (await heart.row(attempt)).state is State.CONNECTED
    assert heart.provider.made == ["start", "submit_code"]


async def test_what_the_end_cuts_off_makes_no_call_after_it(heart: Heart) -> None:
    start = heart.provider.holds("start", SMS)
    attempt = await started(heart, start)
    await heart.types()
    await the_code_is_held(heart, attempt)
    await soon(heart.driver.stop(0))
    start.go()
    await soon(heart.driver.stop(5))
    assert heart.provider.made == ["start"]
    assert (await heart.row(attempt)).state is State.STARTING


async def test_what_a_crash_left_is_asked_about_and_not_done_again(heart: Heart) -> None:
    attempt = await heart.stored(
        State.SUBMITTING,
        ask=SMS,
        call=CallKind.CODE,
        submitted_at=NOW - 30,
        answer_by=NOW + 150,
        due_at=NOW + 150,
    )
    heart.provider.answers("check", Working("r3"), SMS)
    async with driving(heart):
        await heart.becomes(attempt, State.WORKING)
    assert heart.provider.made == ["check"]
