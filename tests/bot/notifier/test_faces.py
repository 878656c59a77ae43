"""What an attempt's chats show: each message once, also where a sending failed or its outcome is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.notifier.faces import SEEN
from storage.models import Attempt, Audience, State
from storage.schema import cards
from tests.bot.notifier.scripted import Refusal, cut_off, never_left
from tests.bot.relay.attempts import SMS
from tests.storage.builders import spoil

if TYPE_CHECKING:
    from tests.bot.notifier.conftest import Scene

ENDED = {"state": State.CANCELLED, "ask": None, "due_at": None}


async def asked(scene: Scene, thread_id: int | None = None) -> Attempt:
    return await scene.heart.stored(State.CODE_NEEDED, ask=SMS, thread_id=thread_id)


async def her_card(scene: Scene, attempt: Attempt) -> tuple[str, int | None] | None:
    """Give the slot and the message's id of her newest card."""
    async with scene.heart.store.read() as unit:
        found = [
            card for card in await unit.cards.of_attempt(attempt.id) if card.audience is Audience.CREATOR
        ]
    return (found[-1].slot, found[-1].message_id) if found else None


async def show(scene: Scene, attempt: Attempt, audience: Audience = Audience.CREATOR) -> float:
    """Bring one chat up to date; give when to come back."""
    _, until = await scene.notifier.faces.show(attempt.id, audience)
    return until


async def test_a_prompt_that_surely_was_not_sent_is_sent_again(scene: Scene) -> None:
    attempt = await asked(scene)
    scene.telegram.fails(scene.her_chat, never_left())
    assert await show(scene, attempt) == scene.heart.clock() + 1
    assert await her_card(scene, attempt) is None
    scene.heart.clock.later(1)
    assert await show(scene, attempt) == SEEN
    assert len(scene.telegram.sent_to(scene.her_chat)) == 1


async def test_a_prompt_whose_sending_has_no_answer_is_sent_again_once_its_claim_lapsed(scene: Scene) -> None:
    attempt = await asked(scene)
    scene.telegram.fails(scene.her_chat, cut_off())
    assert await show(scene, attempt) == scene.heart.clock() + 8
    assert await show(scene, attempt) == scene.heart.clock() + 1
    assert len(scene.telegram.tried) == 1
    card = await her_card(scene, attempt)
    assert card == ("challenge-1", None)
    async with scene.heart.store.read() as unit:
        claimed = await unit.cards.of_attempt(attempt.id)
    await spoil(scene.heart.store, cards, claimed[0].id, claimed_until=0.0)
    assert await show(scene, attempt) == SEEN
    assert len(scene.telegram.sent_to(scene.her_chat)) == 1


async def test_a_refused_prompt_halts_her_chat_as_long_as_telegram_asks(scene: Scene) -> None:
    attempt = await asked(scene)
    scene.telegram.fails(scene.her_chat, Refusal(429, "Too Many Requests: retry after 17", 17))
    assert await show(scene, attempt) == scene.heart.clock() + 17
    assert scene.queue.pace.wait(scene.her_chat, urgent=True) == 17


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(403, "Forbidden: bot was blocked by the user"),
        Refusal(400, "Bad Request: chat not found"),
    ],
)
async def test_that_her_chat_is_closed_is_told_to_who_ends_her_logins(scene: Scene, refusal: Refusal) -> None:
    attempt = await asked(scene)
    scene.telegram.fails(scene.her_chat, refusal)
    assert await show(scene, attempt) == SEEN
    assert scene.closed == [scene.heart.cast.stella.id]


async def test_that_the_group_is_closed_ends_no_login_of_hers(scene: Scene) -> None:
    attempt = await asked(scene)
    scene.telegram.fails(scene.group, Refusal(403, "Forbidden: bot was kicked from the supergroup chat"))
    assert await show(scene, attempt, Audience.TEAM) == SEEN
    assert scene.closed == []


async def test_a_card_that_its_topic_does_not_take_is_sent_to_the_group_at_large(scene: Scene) -> None:
    attempt = await asked(scene, thread_id=5)
    scene.telegram.fails(scene.group, Refusal(400, "Bad Request: message thread not found"))
    assert await show(scene, attempt, Audience.TEAM) == SEEN
    assert len(scene.telegram.sent_to(scene.group)) == 1


async def test_what_shows_the_same_to_telegram_counts_as_shown(scene: Scene) -> None:
    attempt = await asked(scene)
    await show(scene, attempt)
    await scene.becomes(attempt, **ENDED)
    scene.telegram.fails(scene.her_chat, Refusal(400, "Bad Request: message is not modified: specified new"))
    assert await show(scene, attempt) == SEEN
    tried = len(scene.telegram.tried)
    assert await show(scene, attempt) == SEEN
    assert len(scene.telegram.tried) == tried


async def test_a_message_that_she_deleted_is_not_sent_anew(scene: Scene) -> None:
    attempt = await asked(scene)
    await show(scene, attempt)
    await scene.becomes(attempt, **ENDED)
    scene.telegram.fails(scene.her_chat, Refusal(400, "Bad Request: message to edit not found"))
    assert await show(scene, attempt) == SEEN
    assert len(scene.telegram.sent_to(scene.her_chat)) == 1


async def test_the_next_challenge_rings_and_settles_the_prompt_before(scene: Scene) -> None:
    attempt = await asked(scene)
    await show(scene, attempt)
    await scene.becomes(attempt, challenge=2)
    assert await show(scene, attempt) == SEEN
    assert len(scene.telegram.sent_to(scene.her_chat)) == 2
    assert len(scene.telegram.edited_in(scene.her_chat)) == 1
    assert [call.method for call in scene.telegram.done] == ["sendMessage", "sendMessage", "editMessageText"]


async def test_states_that_pass_while_the_chat_has_to_wait_are_never_shown(scene: Scene) -> None:
    attempt = await asked(scene)
    async with scene.queue.turn(scene.group, urgent=False), scene.running():
        await scene.becomes(attempt, challenge=2)
        await scene.becomes(attempt, **ENDED)
    await scene.show_all()
    assert len(scene.telegram.sent_to(scene.group)) == 1
    assert scene.telegram.edited_in(scene.group) == []


async def test_nothing_is_shown_of_an_attempt_that_is_not_there(scene: Scene) -> None:
    assert await scene.notifier.faces.show("unknown", Audience.CREATOR) == (0, SEEN)
