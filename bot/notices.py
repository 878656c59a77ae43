"""What people are told that no row derives: each notice has a key of its own, so it is said once.

It turns what the relay says into entries of the outbox; it knows no Telegram and no SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards import notices as cards
from bot.locales import Texts
from bot.outbox import About, sending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cards.message import Message
    from bot.relay.work import Work
    from storage.models import Attempt, Manager, Person


@dataclass(frozen=True, slots=True)
class Notices:
    """Writes the notices of the relay. `labels` are the providers' names, by slug."""

    owners: frozenset[int]
    labels: Mapping[str, str]

    async def reminder(self, work: Work, attempt: Attempt, by: Manager | None) -> bool:
        """Remind her: once by itself for a challenge, once by a manager for an attempt."""
        view = await work.unit.attempts.view(attempt.id)
        if view is None:
            return False
        key = f"remind:{attempt.id}:{attempt.challenge}" if by is None else f"remind:{attempt.id}:manager"
        told = cards.reminder(view, Texts.of(view.creator.language), self._label(attempt))
        about = About(attempt.id, attempt.challenge, attempt.answer_by)
        return await work.unit.outbox.add(sending(key, view.creator.telegram_id, told, work.now, about))

    async def connected_after_all(self, work: Work, attempt: Attempt) -> None:
        """Tell her, the team and the owners that an attempt which was over signed in at the provider."""
        view = await work.unit.attempts.view(attempt.id)
        if view is None:
            return
        key, label = f"after-all:{attempt.id}", self._label(attempt)
        her = cards.connected_after_all(view, Texts.of(view.creator.language), label)
        team = cards.connected_after_all_for_team(view, Texts.of(None), label)
        await _tell(work, f"{key}:creator", view.creator.telegram_id, her)
        await _tell(work, f"{key}:team", view.team.chat_id, team)
        await self._report(work, key, cards.connected_after_all_for_owner(view, Texts.of(None), label))

    async def stopped(self, work: Work, creator: Person) -> None:
        """Tell her that everything is stopped, with the way back, and report it to the owners."""
        key = f"stopped:{creator.id}:{int(work.now)}"
        await _tell(work, key, creator.telegram_id, cards.stopped(Texts.of(creator.language)))
        for enrolment in await work.unit.enrolments.of_creator(creator.id):
            team = await work.unit.teams.get(enrolment.team_id)
            if team is not None:
                report = cards.stopped_report(Texts.of(None), team, enrolment)
                await self._report(work, f"{key}:{team.id}", report)

    async def code_too_early(self, work: Work, attempt: Attempt) -> None:
        """Tell her that the code came before it was asked for and was not used."""
        creator = await work.unit.people.get(attempt.creator_id)
        if creator is not None:
            told = cards.code_too_early(Texts.of(creator.language))
            await _tell(work, f"early:{attempt.id}:{attempt.version}", creator.telegram_id, told)

    def _label(self, attempt: Attempt) -> str:
        return self.labels.get(attempt.provider, attempt.provider)

    async def _report(self, work: Work, key: str, report: Message) -> None:
        """Tell each owner once; the key is stored in plain text and so counts them instead of naming them."""
        for number, owner in enumerate(sorted(self.owners)):
            await _tell(work, f"{key}:owner:{number}", owner, report)


async def _tell(work: Work, key: str, chat_id: int, told: Message) -> None:
    await work.unit.outbox.add(sending(key, chat_id, told, work.now))
