"""/setup and /teardown: a group becomes a team, and stops being one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import Membership, chat_of, is_owner, membership, require_owner, sender
from bot.handlers.answers import Offer, clear, deep_link, reply, saying, tell, thread_of
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.people import teams
from bot.people.problems import Problem, Refusal
from storage import ManagerState

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Team

MANAGER_LINK = "m_"
SETUP_LINK = "setup"
NEEDS_ADMIN, NEEDS_PRIVATE = "needs_admin", "needs_private"
TRY_AGAIN = (Offer("button.try_again", choose(Choice.SETUP)),)


async def setup(turn: Turn) -> None:
    """Make the group a team, once its members can be looked up and the owner can be written to."""
    seen = await _owner_seen(turn)
    async with turn.effect() as work:
        missing = await _missing(turn, work, seen)
        if missing is None:
            await _authorise(turn, work)
        elif missing == NEEDS_ADMIN:
            await reply(turn, work, saying("setup.needs_admin", TRY_AGAIN))
        else:
            opening = Offer("button.open_private", url=deep_link(turn, SETUP_LINK))
            await reply(turn, work, saying("setup.needs_private", (opening,), TRY_AGAIN))


async def started_in_group(turn: Turn) -> None:
    """Set the group up where an owner added the bot by the link that /start gives, which sends this."""
    command = given(turn.update.message)
    if command is None or command.text != SETUP_LINK or not is_owner(turn):
        raise Refusal(Problem.PRIVATE_ONLY)
    await setup(turn)


async def press_setup(turn: Turn, _chosen: Chosen) -> None:
    """Go on with the set-up once what was missing is there; else say what still is, and leave the message."""
    seen = await _owner_seen(turn)
    async with turn.effect() as work:
        missing = await _missing(turn, work, seen)
        if missing is None:
            await clear(turn, work)
            await _authorise(turn, work)
    if missing is not None:
        turn.toast(turn.texts.plain(f"setup.not_yet.{missing}", bot=turn.bot.username), alert=True)


async def _owner_seen(turn: Turn) -> Membership:
    """Try on the owner, in the group, whether members can be looked up."""
    require_owner(turn)
    chat = chat_of(turn)
    if chat.type == chat.PRIVATE:
        raise Refusal(Problem.GROUP_ONLY)
    seen = await membership(turn.bot, chat.id, sender(turn).id)
    if seen is Membership.UNANSWERED:
        raise Refusal(Problem.TELEGRAM_AWAY)
    return seen


async def _missing(turn: Turn, work: Work, seen: Membership) -> str | None:
    if seen is not Membership.INSIDE:
        return NEEDS_ADMIN
    return None if await _can_be_written_to(turn, work) else NEEDS_PRIVATE


async def _authorise(turn: Turn, work: Work) -> None:
    chat = chat_of(turn)
    team = await teams.authorise(work, chat.id, chat.title or "", thread_of(turn.update))
    await reply(turn, work, _card(turn, team))


async def teardown(turn: Turn) -> None:
    """Ask whether the team is to end."""
    require_owner(turn)
    async with turn.effect() as work:
        team = await work.unit.teams.by_chat(chat_of(turn).id)
        if team is None:
            raise Refusal(Problem.NOT_A_TEAM)
        yes = Offer("teardown.yes", choose(Choice.TEARDOWN, team.id))
        no = Offer("button.keep", choose(Choice.KEEP))
        await reply(turn, work, saying("teardown.question", (yes,), (no,), agency=team.title))


async def press_teardown(turn: Turn, chosen: Chosen) -> None:
    """End the team and the logins that its managers have under way."""
    require_owner(turn)
    async with turn.effect() as work:
        team = await work.unit.teams.get(chosen.parts[0])
        if team is None or team.closed_at is not None:
            raise Refusal(Problem.NOT_A_TEAM)
        await _cancel_all(turn, work, team)
        await _tell_everybody(turn, work, team)
        await teams.close(work, team)
        await clear(turn, work)
        await reply(turn, work, saying("teardown.done", agency=team.title))


async def press_keep(turn: Turn, _chosen: Chosen) -> None:
    """Take a question away: in a group for an owner alone, in private for whomever it was put to."""
    if chat_of(turn).type != chat_of(turn).PRIVATE:
        require_owner(turn)
    async with turn.effect() as work:
        await clear(turn, work)


async def _cancel_all(turn: Turn, work: Work, team: Team) -> None:
    for attempt in await work.unit.attempts.open_of_team(team.id):
        await turn.relay.withdraw(work, attempt)


async def _tell_everybody(turn: Turn, work: Work, team: Team) -> None:
    """Tell the team's creators and managers what ends for them."""
    creators = [enrolment.creator_id for enrolment in await work.unit.enrolments.of_team(team.id)]
    places = await work.unit.managers.of_team(team.id)
    listed = [place.person_id for place in places if place.state is ManagerState.LISTED]
    for key, person_ids in (("teardown.creator", creators), ("teardown.manager", listed)):
        for person_id in person_ids:
            person = await work.unit.people.get(person_id)
            if person is not None and person.reachable:
                await tell(turn, work, person, saying(key, agency=team.title))


async def _can_be_written_to(turn: Turn, work: Work) -> bool:
    owner = await work.unit.people.by_telegram_id(sender(turn).id)
    return owner is not None and owner.reachable


def _card(turn: Turn, team: Team) -> Saying:
    link = deep_link(turn, f"{MANAGER_LINK}{team.id}")
    return saying("setup.done", (Offer("button.manager", url=link),), agency=team.title)
