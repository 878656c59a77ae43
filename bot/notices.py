"""What people are told that no row derives: each notice has a key of its own, so it is said once.

It turns what the relay says into entries of the outbox; it knows no Telegram and no SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.cards import notices as cards
from bot.leftovers import offer_to_sign_out, signing_out_of, stray_handle
from bot.locales import Texts
from bot.locales.names import with_id
from bot.notifier.contact import contact_of
from bot.outbox import About, sending
from bot.people.accounts import Listed, shown_label
from bot.relay.gates import is_blocked
from bot.relay.limits import DAY, HOUR
from providers.steps import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cards.message import Message
    from bot.relay.work import Work
    from providers.base import Provider
    from providers.manifest import Manifest
    from providers.steps import Done, ListedAccount
    from storage.models import Account, Attempt, Manager, Person, Team

CANDIDATES = 20
"""Accounts offered to the owner as buttons, where it is not clear which is hers."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Writes the notices of the relay. `manifests` are those of all providers there are, by slug.

    `contact` is whom creators can ask, where that is not an owner; `providers` are those that are on.
    """

    owners: frozenset[int]
    manifests: Mapping[str, Manifest]
    contact: str | None = None
    providers: Mapping[str, Provider] = field(default_factory=dict)

    async def reminder(self, work: Work, attempt: Attempt, by: Manager | None) -> bool:
        """Remind her: once by itself for a challenge, once by a manager for an attempt."""
        view = await work.unit.attempts.view(attempt.id)
        if view is None:
            return False
        key = f"remind:{attempt.id}:{attempt.challenge}" if by is None else f"remind:{attempt.id}:manager"
        told = cards.reminder(view, Texts.of(view.creator.reads), self._label(attempt))
        about = About(attempt.id, attempt.challenge, attempt.answer_by)
        return await work.unit.outbox.add(sending(key, view.creator.telegram_id, told, work.now, about))

    async def connected_after_all(self, work: Work, attempt: Attempt) -> None:
        """Tell her, the team and the owners that an attempt which was over signed in at the provider.

        The group of a team that is closed is told nothing any more.
        """
        view = await work.unit.attempts.view(attempt.id)
        if view is None:
            return
        key, label = f"after-all:{attempt.id}", self._label(attempt)
        contact = await contact_of(work.unit, self.owners, self.contact)
        her = cards.connected_after_all(view, Texts.of(view.creator.reads), label, contact)
        team = cards.connected_after_all_for_team(view, Texts.of(None), label)
        await _tell(work, f"{key}:creator", view.creator.telegram_id, her)
        if view.team.closed_at is None:
            await _tell(work, f"{key}:team", view.team.chat_id, team)
        await self._report(work, key, cards.connected_after_all_for_owner(view, Texts.of(None), label))

    async def may_be_signed_in(self, work: Work, attempt: Attempt, account: Account) -> None:
        """Offer her to have an account of hers signed out that an attempt has brought after its end."""
        creator = await work.unit.people.get(attempt.creator_id)
        if creator is not None:
            await offer_to_sign_out(work, self.providers, creator, [account.id])

    async def signed_in_instead(self, work: Work, attempt: Attempt, account: Account) -> None:
        """Tell whoever has an account that an attempt on another one has signed it in, with the ways out.

        Where that is another creator, the owners are told too; the attempt's own creator and the groups do
        not learn whose account it is.
        """
        creator = await work.unit.people.get(account.creator_id)
        team = await work.unit.teams.get(account.team_id)
        if creator is None or team is None:
            return
        key = f"instead:{attempt.id}"
        contact = await contact_of(work.unit, self.owners, self.contact) or team.title
        told = cards.signed_in_instead(Texts.of(creator.reads), account, work.now, contact)
        if await _tell(work, f"{key}:creator", creator.telegram_id, told):
            await offer_to_sign_out(work, self.providers, creator, [account.id])
        if creator.id != attempt.creator_id:
            await self._report_instead(work, key, attempt, account, team)

    async def _report_instead(
        self, work: Work, key: str, attempt: Attempt, account: Account, team: Team
    ) -> None:
        """Tell the owners whose login has signed in whose account."""
        view = await work.unit.attempts.view(attempt.id)
        enrolment = await work.unit.enrolments.find(account.team_id, account.creator_id)
        if view is not None and enrolment is not None:
            name = with_id(account.label, account.external_id)
            has_it = {"account": name, "name": enrolment.name, "team": team.title}
            report = cards.signed_in_instead_for_owner(view, Texts.of(None), self._label(attempt), has_it)
            await self._report(work, key, report)

    async def stray(self, work: Work, attempt: Attempt, found: Done) -> None:
        """Tell her and the owners of an account that an attempt brought and nobody has, with the way out.

        While she has stopped everything she alone has it. What only appeared may be anybody's: of that the
        owners alone are told.
        """
        view = await work.unit.attempts.view(attempt.id)
        if view is None or found.account is None:
            return
        name = with_id(shown_label(found.label), found.account)
        can = signing_out_of(self.providers, attempt.provider) is not None
        owners_can = can and not (found.certain and is_blocked(view.creator, work.now))
        told = [
            (f"owner:{number}", owner, Texts.of(None), owners_can)
            for number, owner in enumerate(sorted(self.owners))
        ]
        if found.certain:
            told.append(("creator", view.creator.telegram_id, Texts.of(view.creator.reads), can))
        for key, to, texts, with_button in told:
            handle = stray_handle(work.unit, attempt, found.account, to) if with_button else None
            message = cards.stray(view, texts, self._label(attempt), name, handle)
            await _tell(work, f"stray:{attempt.id}:{key}", to, message)

    async def stopped(self, work: Work, creator: Person) -> None:
        """Tell her that everything is stopped, with the way back, and report it to the owners."""
        key = f"stopped:{creator.id}:{int(work.now)}"
        await _tell(work, key, creator.telegram_id, cards.stopped(Texts.of(creator.reads)))
        for enrolment in await work.unit.enrolments.of_creator(creator.id):
            team = await work.unit.teams.get(enrolment.team_id)
            if team is not None:
                report = cards.stopped_report(Texts.of(None), team, enrolment)
                await self._report(work, f"{key}:{team.id}", report)

    async def account_unclear(
        self, work: Work, attempt: Attempt, accounts: tuple[ListedAccount, ...]
    ) -> None:
        """Have the owners say which account is hers; it is proposed to her then, and counts after her Yes."""
        view = await work.unit.attempts.view(attempt.id)
        if view is None:
            return
        candidates = [
            Listed(attempt.provider, attempt.platform, account.id, shown_label(account.label))
            for account in accounts
        ]
        choices = [(with_id(one.label, one.external_id), one.handle) for one in candidates[:CANDIDATES]]
        report = cards.account_unclear(view, Texts.of(None), self._label(attempt), choices)
        await self._report(work, f"unclear:{attempt.id}", report)

    async def key_refused(self, work: Work, attempt: Attempt) -> None:
        """Tell the owners what is wrong with the key, once in an hour of the clock for each reason."""
        manifest = self.manifests.get(attempt.provider)
        if manifest is None or attempt.ending is None:
            return
        reason, hour = Reason(attempt.ending), int(work.now // HOUR)
        report = cards.key_refused(Texts.of(None), reason, manifest)
        await self._report(work, f"refused:{manifest.slug}:{reason}:{hour}", report)

    async def asked_twice(self, work: Work, attempt: Attempt) -> None:
        """Tell the owners that a vendor wanted another code by a channel whose code it had accepted."""
        view = await work.unit.attempts.view(attempt.id)
        if view is not None:
            report = cards.asked_twice(view, Texts.of(None), self._label(attempt))
            await self._report(work, f"asked-twice:{attempt.id}", report)

    async def link_refused(self, work: Work, attempt: Attempt, host: str) -> None:
        """Tell the owners the bare host of a link that she was not shown, and how to allow it."""
        view, manifest = await work.unit.attempts.view(attempt.id), self.manifests.get(attempt.provider)
        if view is not None and manifest is not None:
            report = cards.link_refused(view, Texts.of(None), manifest, host)
            await self._report(work, f"link-refused:{attempt.id}", report)

    async def codes_stopped(self, work: Work, attempt: Attempt) -> None:
        """Tell her and the owners that her accounts on a platform stand still, with the button that each has.

        The owners are told once in an hour of the clock, for the message that has the button may be gone; she
        once in a day, for whoever asks for logins on and on would have her told as often.
        """
        view = await work.unit.attempts.view(attempt.id)
        if view is None:
            return
        key, label = f"codes-stopped:{attempt.creator_id}:{attempt.platform}", self._label(attempt)
        her = cards.codes_stopped(view, Texts.of(view.creator.reads), label)
        await _tell(work, f"{key}:creator:{int(work.now // DAY)}", view.creator.telegram_id, her)
        owners = cards.codes_stopped_for_owner(view, Texts.of(None), label)
        await self._report(work, f"{key}:{int(work.now // HOUR)}", owners)

    async def step_up_asked(self, work: Work, attempt: Attempt) -> None:
        """Tell the owners that a manager asks her for a step-up code, and what it is said to be for."""
        view = await work.unit.attempts.view(attempt.id)
        if view is not None:
            report = cards.step_up_asked(view, Texts.of(None), self._label(attempt))
            await self._report(work, f"step-up:{attempt.id}", report)

    async def code_too_early(self, work: Work, attempt: Attempt) -> None:
        """Tell her that the code came before it was asked for and was not used."""
        creator = await work.unit.people.get(attempt.creator_id)
        if creator is not None:
            told = cards.code_too_early(Texts.of(creator.reads))
            await _tell(work, f"early:{attempt.id}:{attempt.version}", creator.telegram_id, told)

    def _label(self, attempt: Attempt) -> str:
        manifest = self.manifests.get(attempt.provider)
        return attempt.provider if manifest is None else manifest.label

    async def _report(self, work: Work, key: str, report: Message) -> None:
        """Tell each owner once; the key is stored in plain text and so counts them instead of naming them."""
        for number, owner in enumerate(sorted(self.owners)):
            await _tell(work, f"{key}:owner:{number}", owner, report)


async def _tell(work: Work, key: str, chat_id: int, told: Message) -> bool:
    """Tell it once; False if that was done before."""
    return await work.unit.outbox.add(sending(key, chat_id, told, work.now))
