"""Signing an account out at its provider, by the tap of its creator or of an owner, and telling everybody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.handlers.acting import is_owner, sender
from bot.handlers.answers import clear, saying, tell, tell_owners, tell_team
from bot.handlers.questions import account_facts, is_void
from bot.leftovers import signing_out_of
from bot.people.accounts import linked
from bot.people.disconnecting import keep, note_refused, remove
from bot.people.problems import Problem, Refusal
from bot.relay.endings import FOR_THE_OPERATOR
from providers.errors import ProviderError

if TYPE_CHECKING:
    from bot.cards.buttons import Press
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.accounts import Listed
    from bot.relay.work import Work
    from providers.base import CanDisconnect
    from storage import Account, Person, Unit

log = structlog.get_logger()

SIGN_OUT_SECONDS = 10.0


async def press_sign_out(turn: Turn, chosen: Chosen | Press) -> None:
    """Sign the account out; the provider comes first, for it takes a second call as well as one."""
    async with turn.store.read() as unit:
        account = await unit.accounts.get(chosen.parts[0]) if chosen.parts else None
        if account is None or account.confirmed_at is None:
            raise Refusal(Problem.ACCOUNT_GONE)
        await _entitled(turn, unit, account)
        nobody_asks = await is_void(unit, chosen.parts)
    if nobody_asks or account.removed_at is not None:
        await gone_already(turn, Problem.OLD_BUTTON if nobody_asks else Problem.ACCOUNT_GONE)
        return
    if await is_refused_to_us(turn, account):
        await _tell_whose_problem(turn, account)
        return
    async with turn.effect() as work:
        await work.unit.people.lock(account.creator_id)
        account = await linked(work.unit, account.id)
        person = await _entitled(turn, work.unit, account)
        await _end_logins(turn, work, account, person)
        await remove(work, account, person)
        await clear(turn, work)
        await _tell_everybody(turn, work, account)


async def press_stay(turn: Turn, chosen: Chosen) -> None:
    """Take her no or an owner's to a manager's wish: the group hears of it, and of hers the owners."""
    async with turn.effect() as work:
        account_id, manager_id = chosen.parts
        account = await linked(work.unit, account_id)
        person = await _entitled(turn, work.unit, account)
        await clear(turn, work)
        if person is None or await is_void(work.unit, chosen.parts):
            return
        if not await keep(work, account, manager_id, person):
            return
        if person.id != account.creator_id:
            await _tell_team(turn, work, account, "disconnect.kept.owner.team")
            return
        await _tell_team(turn, work, account, "disconnect.kept.team")
        await _tell_owners(turn, work, account, "disconnect.kept.owner")


def require_disconnectable(turn: Turn, account: Account | Listed) -> CanDisconnect:
    """Give what can sign the account out; Refusal where its provider cannot, or is off."""
    able = signing_out_of(turn.relay.providers, account.provider)
    if able is None:
        known = turn.relay.providers.get(account.provider)
        label = account.provider if known is None else known.manifest.label
        raise Refusal(Problem.DISCONNECT_UNSUPPORTED, provider=label)
    return able


async def _entitled(turn: Turn, unit: Unit, account: Account) -> Person | None:
    """Give who pressed, if the bot knows that person; Refusal for all but her and the owners."""
    person = await unit.people.by_telegram_id(sender(turn).id)
    if not is_owner(turn) and (person is None or person.id != account.creator_id):
        raise Refusal(Problem.NOT_YOURS)
    return person


async def gone_already(turn: Turn, problem: Problem) -> None:
    """Take away a question that the other of the two has answered, or that nobody asks any more."""
    async with turn.effect() as work:
        await clear(turn, work)
        turn.toast(turn.texts.plain(f"problem.{problem}"), alert=True)


async def is_refused_to_us(turn: Turn, account: Account | Listed) -> bool:
    """Have the provider do it; True if it refuses this bot, Refusal for any other failure."""
    provider = require_disconnectable(turn, account)
    label = turn.relay.providers[account.provider].manifest.label
    try:
        async with asyncio.timeout(SIGN_OUT_SECONDS):
            failed = await provider.disconnect(account.external_id)
    except (ProviderError, TimeoutError) as error:
        log.info("account_not_disconnected", provider=account.provider, error=type(error).__name__)
        raise Refusal(Problem.DISCONNECT_FAILED, provider=label) from error
    if failed is None:
        return False
    log.info("account_not_disconnected", provider=account.provider, reason=failed.reason)
    if failed.reason not in FOR_THE_OPERATOR:
        raise Refusal(Problem.DISCONNECT_FAILED, provider=label)
    return True


async def _tell_whose_problem(turn: Turn, account: Account) -> None:
    """Tell owners and managers, once an hour, what the operator has to mend; the question stays."""
    problem = Problem.DISCONNECT_REFUSED if is_owner(turn) else Problem.DISCONNECT_REFUSED_HERS
    async with turn.effect() as work:
        if await note_refused(work, account):
            await _tell_owners(turn, work, account, "disconnect.refused.owner")
            await _tell_team(turn, work, account, "disconnect.refused.team")
        provider = account_facts(turn, account)["provider"]
        turn.toast(turn.texts.plain(f"problem.{problem}", provider=provider), alert=True)


async def _end_logins(turn: Turn, work: Work, account: Account, person: Person | None) -> None:
    """End what is open for the account: declined where she disconnects it, else called off."""
    for attempt in await work.unit.attempts.open_of_team(account.team_id):
        if attempt.account_id != account.id:
            continue
        if person is not None and person.id == account.creator_id:
            await turn.relay.decline(work, attempt.id, person.id)
        else:
            await turn.relay.withdraw(work, attempt)


async def _tell_everybody(turn: Turn, work: Work, account: Account) -> None:
    creator = await work.unit.people.get(account.creator_id)
    if creator is not None and creator.reachable:
        await tell(turn, work, creator, saying("disconnect.done", **account_facts(turn, account)))
    await _tell_owners(turn, work, account, "disconnect.done.owner")
    await _tell_team(turn, work, account, "disconnect.done.team")


async def _tell_owners(turn: Turn, work: Work, account: Account, key: str) -> None:
    team = await work.unit.teams.get(account.team_id)
    enrolment = await work.unit.enrolments.find(account.team_id, account.creator_id)
    if team is not None and enrolment is not None:
        facts = account_facts(turn, account)
        await tell_owners(turn, work, saying(key, name=enrolment.name, agency=team.title, **facts))


async def _tell_team(turn: Turn, work: Work, account: Account, key: str) -> None:
    team = await work.unit.teams.get(account.team_id)
    enrolment = await work.unit.enrolments.find(account.team_id, account.creator_id)
    if team is not None and enrolment is not None:
        facts = account_facts(turn, account)
        said = saying(key, name=enrolment.name, platform=facts["platform"], provider=facts["provider"])
        await tell_team(turn, work, team, said)
