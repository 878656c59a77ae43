"""What a chat lacks to show an attempt as it is: pure, from the faces it should have and its messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cards.message import Face
    from storage.models import Card


@dataclass(frozen=True, slots=True)
class Send:
    """A message to send; `card` is what is left of a sending whose outcome is unknown."""

    face: Face
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A message to change."""

    card: Card
    message_id: int
    face: Face


@dataclass(frozen=True, slots=True)
class Strip:
    """A message that has been replaced and loses its buttons."""

    card: Card
    message_id: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until` (epoch seconds)."""

    until: float


Action = Send | Edit | Strip | Wait


def next_action(faces: tuple[Face, ...], cards: list[Card], now: float) -> Action | None:
    """Give what is next in one chat: the faces in their order, then decorations; None when all is shown."""
    by_slot = {card.slot: card for card in cards}
    for face in faces:
        action = _show(face, by_slot.get(face.slot), now)
        if action is not None:
            return action
    return _strip(faces, cards) or _wait(faces, by_slot, now)


def _show(face: Face, card: Card | None, now: float) -> Send | Edit | None:
    if card is None or card.message_id is None:
        return None if face.only_edit else Send(face, card)
    if _differs(face, card) and face.not_before <= now:
        return Edit(card, card.message_id, face)
    return None


def _differs(face: Face, card: Card) -> bool:
    return card.shown != face.message.digest


def _strip(faces: tuple[Face, ...], cards: list[Card]) -> Strip | None:
    wanted = {face.slot for face in faces}
    for card in cards:
        if card.slot not in wanted and card.has_buttons and card.message_id is not None:
            return Strip(card, card.message_id)
    return None


def _wait(faces: tuple[Face, ...], cards: dict[str, Card], now: float) -> Wait | None:
    later = [
        face.not_before
        for face in faces
        if face.slot in cards and face.not_before > now and _differs(face, cards[face.slot])
    ]
    return Wait(min(later)) if later else None
