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
    """Give what is next in one chat, sends before edits; None when it shows what it should."""
    by_slot = {card.slot: card for card in cards}
    return (
        _send(faces, by_slot)
        or _edit(faces, by_slot, now)
        or _strip(faces, cards)
        or _wait(faces, by_slot, now)
    )


def _send(faces: tuple[Face, ...], cards: dict[str, Card]) -> Send | None:
    for face in faces:
        card = cards.get(face.slot)
        if not face.only_edit and (card is None or card.message_id is None):
            return Send(face, card)
    return None


def _differing(faces: tuple[Face, ...], cards: dict[str, Card]) -> list[tuple[Face, Card, int]]:
    known = [(face, cards[face.slot]) for face in faces if face.slot in cards]
    return [
        (face, card, card.message_id)
        for face, card in known
        if card.message_id is not None and card.shown != face.message.digest
    ]


def _edit(faces: tuple[Face, ...], cards: dict[str, Card], now: float) -> Edit | None:
    ripe = [Edit(card, id_, face) for face, card, id_ in _differing(faces, cards) if face.not_before <= now]
    return ripe[0] if ripe else None


def _strip(faces: tuple[Face, ...], cards: list[Card]) -> Strip | None:
    wanted = {face.slot for face in faces}
    for card in cards:
        if card.slot not in wanted and card.has_buttons and card.message_id is not None:
            return Strip(card, card.message_id)
    return None


def _wait(faces: tuple[Face, ...], cards: dict[str, Card], now: float) -> Wait | None:
    later = [face.not_before for face, _, _ in _differing(faces, cards) if face.not_before > now]
    return Wait(min(later)) if later else None
