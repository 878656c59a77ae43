"""What comes of looking at the provider: no second prompt, no needless reminder, and a watch that ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.relay.limits import LIMITS
from providers.steps import Channel, CodeNeeded, Done, Failed, LinkNeeded, Reason, Step, Working
from storage.models import Attempt, State
from tests.bot.relay.attempts import NOW, SELFIE, SMS
from tests.bot.relay.heart import OWNER
from tests.bot.relay.scripted import soon

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart

OTHER = CodeNeeded(resume="r3", challenge="mail-1", channel=Channel.EMAIL)


async def watched(heart: Heart) -> Attempt:
    """Store an attempt that is over while the provider may run on with it."""
    return await heart.stored(State.DECLINED, watch_until=NOW + LIMITS.watched, due_at=NOW)


async def test_a_challenge_that_comes_back_rings_her_once_and_counts_no_wrong_code(heart: Heart) -> None:
    rejected = CodeNeeded(resume="r2", challenge="sms-1", channel=Channel.SMS, rejected=True)
    asked = await heart.stored(State.CODE_NEEDED, ask=rejected)
    heart.provider.answers("check", Working("r4"), rejected)
    assert (await heart.look(asked)).state is State.WORKING
    heart.clock.later(5)
    again = await heart.look(asked)
    assert (again.state, again.challenge, again.resume) == (State.CODE_NEEDED, 1, "r2")
    assert (again.wrong_codes, again.gates, again.answer_by) == (0, 1, asked.answer_by)


@pytest.mark.parametrize("step", [Done(None), Failed(Reason.LOGIN_FAILED), Working("r4"), OTHER])
async def test_she_is_not_reminded_of_what_the_same_check_found_answered(heart: Heart, step: Step) -> None:
    asked = await heart.stored(State.CODE_NEEDED, ask=SMS)
    heart.clock.later(LIMITS.code / 2)
    heart.provider.answers("check", step)
    await heart.look(asked)
    assert heart.notices.said == []


@pytest.mark.parametrize(("state", "step"), [(State.CODE_NEEDED, SMS), (State.LINK_NEEDED, SELFIE)])
async def test_she_is_reminded_at_half_time_of_what_is_still_open(
    heart: Heart, state: State, step: CodeNeeded | LinkNeeded
) -> None:
    asked = await heart.stored(state, ask=step)
    heart.provider.answers("check", step, step)
    heart.clock.later(LIMITS.code / 2 - 1)
    await heart.look(asked)
    assert heart.notices.said == []
    heart.clock.later(1)
    await heart.look(asked)
    assert heart.notices.said == [("reminder", asked.id)]


async def test_she_is_not_reminded_of_what_she_declined_during_the_check(heart: Heart) -> None:
    asked = await heart.stored(State.CODE_NEEDED, ask=SMS, resume=SMS.resume)
    heart.clock.later(LIMITS.code / 2)
    held = heart.provider.holds("check", SMS)
    looking = asyncio.create_task(heart.worker.look(asked, await heart.lease(asked)))
    await soon(held.reached.wait())
    await heart.decline(asked)
    held.go()
    await soon(looking)
    assert heart.notices.said == []


async def test_a_check_never_overrules_what_happened_during_it(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING)
    held = heart.provider.holds("check", SMS)
    looking = asyncio.create_task(heart.worker.look(attempt, await heart.lease(attempt)))
    await soon(held.reached.wait())
    await heart.decline(attempt)
    held.go()
    await soon(looking)
    assert (await heart.row(attempt)).state is State.DECLINED


def told_after_all(heart: Heart, attempt: Attempt) -> list[tuple[str, str]]:
    """Give what is told of an account that is linked."""
    offered = f"may_be_signed_in {heart.cast.account.id}"
    return [("connected_after_all", attempt.id), (offered, attempt.id)]


async def test_a_watched_attempt_that_connects_is_told_once_and_settled(heart: Heart) -> None:
    attempt = await watched(heart)
    heart.provider.answers("check", Working("r4"), Done(None), Done(None))
    assert (await heart.look(attempt)).resume == "r1"
    over = await heart.row(attempt)
    await soon(asyncio.gather(*(heart.worker.look(over, OWNER) for _ in range(2))))
    assert heart.notices.said == told_after_all(heart, attempt)
    settled = await heart.row(attempt)
    assert (settled.state, settled.resume, settled.due_at) == (State.DECLINED, None, None)


async def test_what_is_watched_is_settled_in_silence_when_the_provider_ended_it(heart: Heart) -> None:
    attempt = await watched(heart)
    heart.provider.answers("check", Failed(Reason.LOGIN_FAILED))
    settled = await heart.look(attempt)
    assert (settled.resume, settled.watch_until, settled.due_at) == (None, None, None)
    assert heart.notices.said == []


async def test_a_watch_ends_with_its_time_and_asks_nobody(heart: Heart) -> None:
    attempt = await watched(heart)
    heart.clock.later(LIMITS.watched)
    settled = await heart.look(attempt)
    assert (settled.resume, settled.watch_until, settled.due_at) == (None, None, None)
    assert heart.provider.made == []


@pytest.mark.parametrize(
    ("step", "said", "resume"),
    [(Done(None), 1, None), (Failed(Reason.LOGIN_FAILED), 0, None), (Working("r4"), 0, "r4")],
)
async def test_what_lands_after_a_decline_is_told_or_watched_by(
    heart: Heart, step: Step, said: int, resume: str | None
) -> None:
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS)
    held = heart.provider.holds("submit_code", step)
    await heart.types()
    await soon(held.reached.wait())
    await heart.decline(attempt)
    held.go()
    await soon(heart.driver.stop(5))
    row = await heart.row(attempt)
    assert (row.state, row.resume) == (State.DECLINED, resume)
    assert heart.notices.said == told_after_all(heart, attempt) * said
