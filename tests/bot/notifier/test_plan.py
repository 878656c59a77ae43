"""What a chat lacks to show an attempt as it is."""

from __future__ import annotations

from bot.cards.message import Button, Face, Message
from bot.notifier.plan import Edit, Send, Strip, Wait, next_action
from storage.models import Audience, Card

NOW = 1_800_000_000.0
PROMPT = Message("Type the code", ((Button("Not me", "notme:a"),),))
RECEIPT = Message("Signed in")


def card(slot: str, message: Message, *, message_id: int | None = 7) -> Card:
    return Card(
        id=slot,
        attempt_id="a",
        audience=Audience.CREATOR,
        slot=slot,
        message_id=message_id,
        shown=None if message_id is None else message.digest,
        has_buttons=bool(message.buttons),
        created_at=NOW,
    )


def test_a_slot_that_is_not_there_is_sent() -> None:
    face = Face("challenge-1", PROMPT)
    assert next_action((face,), [], NOW) == Send(face)


def test_a_sending_whose_outcome_is_unknown_is_tried_again() -> None:
    face, left = Face("challenge-1", PROMPT), card("challenge-1", PROMPT, message_id=None)
    assert next_action((face,), [left], NOW) == Send(face, left)


def test_what_shows_the_same_is_left_alone() -> None:
    assert next_action((Face("challenge-1", PROMPT),), [card("challenge-1", PROMPT)], NOW) is None


def test_what_differs_is_edited() -> None:
    face, shown = Face("challenge-1", RECEIPT), card("challenge-1", PROMPT)
    assert next_action((face,), [shown], NOW) == Edit(shown, 7, face)


def test_what_only_settles_the_past_is_never_sent() -> None:
    assert next_action((Face("challenge-1", RECEIPT, only_edit=True),), [], NOW) is None


def test_a_replaced_message_loses_its_buttons_after_its_successor_is_there() -> None:
    old, face = card("challenge-1", PROMPT), Face("challenge-2", PROMPT)
    assert next_action((face,), [old], NOW) == Send(face)
    assert next_action((face,), [old, card("challenge-2", PROMPT)], NOW) == Strip(old, 7)


def test_a_state_that_may_pass_is_shown_only_if_it_lasts() -> None:
    face, shown = Face("challenge-1", RECEIPT, not_before=NOW + 3), card("challenge-1", PROMPT)
    assert next_action((face,), [shown], NOW) == Wait(NOW + 3)
    assert next_action((face,), [shown], NOW + 3) == Edit(shown, 7, face)
