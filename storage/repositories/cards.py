"""Cards: which message in which chat shows an attempt.

A card is claimed before it is sent or edited, so that two processes do not both.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select, update

from storage.clock import database_clock
from storage.models import Audience, Card
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import attempts, cards

if TYPE_CHECKING:
    from storage.session import Session

CARDS = Record(cards, Card)
_FREE = or_(cards.c.claimed_until.is_(None), cards.c.claimed_until <= database_clock())


@dataclass(frozen=True, slots=True)
class Cards:
    """Repository of cards."""

    _session: Session

    async def get(self, card_id: str) -> Card | None:
        """Return the card with this id."""
        return await Rows(self._session, CARDS).get(card_id)

    async def of_attempt(self, attempt_id: str) -> list[Card]:
        """Return the cards of an attempt, oldest first."""
        statement = (
            select(cards).where(cards.c.attempt_id == attempt_id).order_by(cards.c.created_at, cards.c.id)
        )
        return await Rows(self._session, CARDS).of(statement)

    async def newest_to(self, creator_id: str, limit: int) -> list[Card]:
        """Return the newest messages to a creator about any of her attempts, newest first."""
        hers = (attempts.c.creator_id == creator_id, cards.c.audience == Audience.CREATOR.value)
        statement = select(cards).join(attempts, attempts.c.id == cards.c.attempt_id).where(*hers)
        newest_first = (cards.c.created_at.desc(), cards.c.id)
        return await Rows(self._session, CARDS).of(statement.order_by(*newest_first).limit(limit))

    async def claim_new(self, card: Card, seconds: float) -> bool:
        """Insert a card that is about to be sent, claimed for so many seconds.

        Whether the sending is the caller's. Where the slot has a card that never got a message and whose
        claim has lapsed, that card becomes this one, id and all.
        """
        row = Rows(self._session, CARDS).sealed(card)
        insert = self._session.insert(cards).values(
            **row, sent=card.message_id is not None, claimed_until=database_clock() + seconds
        )
        new = insert.excluded
        statement = insert.on_conflict_do_update(
            index_elements=["attempt_id", "audience", "slot"],
            set_={
                "id": new.id,
                "sealed": new.sealed,
                "seal_version": cards.c.seal_version + 1,
                "has_buttons": new.has_buttons,
                "created_at": new.created_at,
                "claimed_until": new.claimed_until,
            },
            where=and_(cards.c.sent.is_(False), _FREE),
        )
        return await self._session.changed(statement) == 1

    async def claim(self, card_id: str, seconds: float) -> bool:
        """Claim for so many seconds, unless somebody's claim is valid."""
        statement = (
            update(cards).where(cards.c.id == card_id, _FREE).values(claimed_until=database_clock() + seconds)
        )
        return await self._session.changed(statement) == 1

    async def shown(self, card_id: str, message_id: int | None, shown: str | None, has_buttons: bool) -> None:  # noqa: FBT001 - a value to store
        """Record what the message shows and release the claim."""
        blob = json.dumps({"message_id": message_id, "shown": shown}, separators=(",", ":")).encode()
        values = {
            "sealed": self._session.vault.keyring.seal("cards", "sealed", card_id, blob),
            "seal_version": cards.c.seal_version + 1,
            "sent": message_id is not None,
            "has_buttons": has_buttons,
            "claimed_until": None,
        }
        await self._session.execute(update(cards).where(cards.c.id == card_id).values(values))

    async def release(self, card_id: str) -> None:
        """Give the claim up."""
        await self._session.execute(update(cards).where(cards.c.id == card_id).values(claimed_until=None))

    async def drop(self, card_id: str) -> None:
        """Forget a card whose sending surely failed."""
        await self._session.execute(delete(cards).where(cards.c.id == card_id))
