"""What she begins where a connection failed goes on with it: for whoever asked, in the same messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.relay.limits import LIMITS
from providers.steps import Reason
from storage import new_id
from storage.models import Attempt, Audience, Card, ManagerState, Purpose, State, Way, Why
from tests.bot.relay.attempts import NOW
from tests.bot.relay.page import forces, opens

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart

HER_PROMPT, THE_CARD, THE_RING = 51, 61, 62
COMMAND, TOPIC = 41, 5


async def failed(heart: Heart, **changes: Any) -> Attempt:  # noqa: ANN401 - any field of the model
    """Give a login that Mia asked for and that needs her password, as both chats show it."""
    fields: dict[str, Any] = {
        "state": State.FAILED,
        "ending": Reason.NO_STORED_CREDENTIALS,
        "why": Why.SESSION_EXPIRED,
        "command_message_id": COMMAND,
        "thread_id": TOPIC,
    }
    attempt = await heart.stored(**fields | changes)
    for audience, slot, message_id in (
        (Audience.CREATOR, "asked-1", HER_PROMPT - 1),
        (Audience.CREATOR, "challenge-1", HER_PROMPT),
        (Audience.CREATOR, "challenge-2", None),
        (Audience.TEAM, "card", THE_CARD),
        (Audience.TEAM, "ring", THE_RING),
    ):
        await _shown(heart, attempt, audience, slot, message_id)
    return attempt


async def _shown(
    heart: Heart, attempt: Attempt, audience: Audience, slot: str, message_id: int | None
) -> None:
    card = Card(
        id=new_id(),
        attempt_id=attempt.id,
        audience=audience,
        slot=slot,
        message_id=message_id,
        shown="what it shows",
        created_at=NOW + (message_id or 0),
    )
    async with heart.store.write() as unit:
        await unit.cards.claim_new(card, 0.0)


async def follows(heart: Heart, before: Attempt) -> Attempt:
    """Have her press the button that leads to her page."""
    assert (await opens(heart, before)).token is not None
    async with heart.store.read() as unit:
        (attempt,) = await unit.attempts.asked_of_creator(before.creator_id)
    return attempt


async def messages(heart: Heart, attempt: Attempt) -> dict[tuple[Audience, str], int | None]:
    async with heart.store.read() as unit:
        cards = await unit.cards.of_attempt(attempt.id)
    return {(card.audience, card.slot): card.message_id for card in cards}


async def test_it_is_for_who_asked_and_for_the_same_reason(heart: Heart) -> None:
    before = await failed(heart)
    attempt = await follows(heart, before)
    assert (attempt.manager_id, attempt.why) == (before.manager_id, Why.SESSION_EXPIRED)
    assert (attempt.command_message_id, attempt.thread_id) == (COMMAND, TOPIC)
    assert (attempt.purpose, attempt.way) == (Purpose.CONNECT, Way.FORM)


async def test_it_goes_on_in_the_groups_card_and_in_her_newest_message(heart: Heart) -> None:
    attempt = await follows(heart, await failed(heart))
    assert await messages(heart, attempt) == {
        (Audience.CREATOR, "asked-1"): HER_PROMPT,
        (Audience.TEAM, "card"): THE_CARD,
        (Audience.TEAM, "ring"): THE_RING,
    }


async def test_what_is_forced_goes_on_as_well(heart: Heart) -> None:
    before = await failed(heart, ending=Reason.ALREADY_CONNECTED, way=Way.FORM, purpose=Purpose.CONNECT)
    assert (await forces(heart, before)).token is not None
    async with heart.store.read() as unit:
        (attempt,) = await unit.attempts.asked_of_creator(before.creator_id)
    assert (attempt.force, attempt.manager_id) == (True, before.manager_id)
    assert (Audience.TEAM, "card") in await messages(heart, attempt)


async def test_what_she_began_herself_stays_hers(heart: Heart) -> None:
    attempt = await follows(heart, await failed(heart, manager_id=None, why=Why.OWN_WISH))
    assert (attempt.manager_id, attempt.why) == (None, Why.OWN_WISH)
    assert (Audience.TEAM, "card") in await messages(heart, attempt)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.DECLINED, "ending": None, "way": Way.FORM, "purpose": Purpose.CONNECT},
        {"state_since": NOW - LIMITS.asked},
    ],
)
async def test_what_she_declined_or_left_for_long_is_her_own_wish_by_now(
    heart: Heart, changes: dict[str, Any]
) -> None:
    attempt = await follows(heart, await failed(heart, **changes))
    assert (attempt.manager_id, attempt.why, attempt.thread_id) == (None, Why.OWN_WISH, None)
    assert await messages(heart, attempt) == {}


async def test_nobody_asks_any_more_who_was_removed_meanwhile(heart: Heart) -> None:
    before = await failed(heart)
    async with heart.store.write() as unit:
        await unit.managers.save(replace(heart.cast.manager, state=ManagerState.REMOVED, removed_at=NOW))
    attempt = await follows(heart, before)
    assert (attempt.manager_id, attempt.why) == (None, Why.OWN_WISH)
    assert await messages(heart, attempt) == {}
