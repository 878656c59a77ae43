"""What she hands over: the codes that she types, and the links that she has followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay import answers
from bot.relay.asks import read_ask
from providers.secret import Secret
from tests.model.telling import Telling
from tests.model.writing import Typed, Writes

if TYPE_CHECKING:
    from storage.models import Attempt

FIRST_CODE = 481_500
TEXTS = {
    Writes.TELEGRAMS_OWN: "Telegram code {}",
    Writes.WORDS: "Which code?",
}


class HerAnswers(Telling):
    """Acts of a story."""

    async def confirms(self, attempt: Attempt) -> None:
        step = read_ask(self.ledger.rows[attempt.id].ask)
        if step is not None:
            self.ledger.confirms[step.challenge] += 1
        async with self.world.work() as work:
            await self.world.relay.confirm(work, attempt.id, attempt.creator_id)

    async def says_nothing_came(self, attempt: Attempt) -> None:
        async with self.world.work() as work:
            await self.world.relay.nothing_came(work, attempt.id, attempt.creator_id)

    def writes(self, what: Writes) -> None:
        """Have her write a message, which is in the air until it arrives."""
        now = self.world.clock()
        typed = Typed(
            code=self._code(what),
            message_id=self.world.next_message(),
            date=now - 121.0 if what is Writes.OLD else now,
            what=what,
            reply_to=self._reply_to(what),
        )
        self.in_the_air.append(typed)

    def _code(self, what: Writes) -> str:
        if what is Writes.SAME_AGAIN and self.ledger.typed:
            return self.ledger.typed[-1].code
        return str(FIRST_CODE + len(self.ledger.typed) + len(self.in_the_air))

    def _reply_to(self, what: Writes) -> int | None:
        shown = sorted(self.prompts.values())
        if what is Writes.REPLY and shown:
            return shown[-1]
        return shown[0] if what is Writes.REPLY_TO_AN_OLDER and shown else None

    async def arrives(self, typed: Typed) -> None:
        """Have a message of hers reach the bot."""
        self.in_the_air.remove(typed)
        typed.handled_at = self.world.clock()
        typed.open = self.ledger.live
        self._note_prompts(typed)
        self.ledger.typed.append(typed)
        message = answers.Typed(
            typed.message_id,
            typed.date,
            Secret(TEXTS.get(typed.what, "{}").format(typed.code)),
            is_forwarded=typed.what is Writes.FORWARDED,
            reply_to=typed.reply_to,
        )
        async with self.world.work() as work:
            await self.world.relay.typed(work, self.world.cast.stella, message)

    def _note_prompts(self, typed: Typed) -> None:
        row = typed.open
        if row is None:
            return
        own = {key: message_id for key, message_id in self.prompts.items() if key[0] == row.id}
        typed.prompts = frozenset(message_id for key, message_id in own.items() if key[1] == row.challenge)
        typed.others = frozenset(own.values()) - typed.prompts
