"""/audit in private, for owners: whether each team's record is whole, and its newest entries in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.handlers.account_lists import PAGE_SIZE, pages
from bot.handlers.acting import require_owner
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.locales import moment
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Team
    from storage.audit import Entry

NEWEST = 15
PSEUDONYM = 6
"""How much of a keyed pseudonym is shown where nobody knows the name any more."""


async def audit(turn: Turn) -> None:
    """Say of each team whether its record is whole, and offer the entries."""
    require_owner(turn)
    async with turn.effect() as work:
        teams = await work.unit.teams.ever()
        if not teams:
            await reply(turn, work, saying("audit.empty"))
            return
        await reply(turn, work, await _which(turn, work, teams, 0))


async def press_page(turn: Turn, chosen: Chosen) -> None:
    """Turn to another page of the teams."""
    require_owner(turn)
    if not chosen.parts[0].isdecimal():
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        teams = await work.unit.teams.ever()
        await clear(turn, work)
        await reply(turn, work, await _which(turn, work, teams, int(chosen.parts[0])))


async def press_team(turn: Turn, chosen: Chosen) -> None:
    """Show a team's newest entries."""
    require_owner(turn)
    async with turn.effect() as work:
        team = await work.unit.teams.get(chosen.parts[0])
        if team is None:
            raise Refusal(Problem.OLD_BUTTON)
        names = {
            work.unit.audit.commitment(team.id, one): name
            for one, name in (await work.unit.histories.names(team.id)).items()
        }
        lines = [_line(turn, entry, names) for entry in await work.unit.audit.newest(team.id, NEWEST)]
        await reply(turn, work, saying("audit.of", agency=team.title, entries=Markup("\n").join(lines)))


async def _which(turn: Turn, work: Work, teams: Sequence[Team], page: int) -> Saying:
    """Show a page of the teams, the newest first."""
    newest = tuple(reversed(teams))
    page = min(page, (len(newest) - 1) // PAGE_SIZE)
    on_page = newest[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    lines = [await _state(turn, work, team) for team in on_page]
    offers = [
        Offer("button.audit_team", choose(Choice.AUDIT, team.id), facts={"agency": team.title})
        for team in newest
    ]
    rows = pages(offers, page, lambda to: choose(Choice.AUDIT_PAGE, str(to)))
    return saying("audit.which", *rows, teams=Markup("\n").join(lines))


async def _state(turn: Turn, work: Work, team: Team) -> Markup:
    fault = await work.unit.audit.verify(team.id)
    if fault is not None:
        return turn.texts("audit.team.broken", agency=team.title, fault=fault)
    count = len(await work.unit.audit.entries(team.id))
    return turn.texts("audit.team.whole", agency=team.title, count=str(count))


def _line(turn: Turn, entry: Entry, names: Mapping[str, str]) -> Markup:
    """Put an entry into words: what happened, and the names that are still known."""
    who = ", ".join(
        f"{role} {names.get(subject, '#' + subject[:PSEUDONYM])}"
        for role, subject in sorted(entry.subjects.items())
    )
    return turn.texts("audit.entry", when=moment(entry.at), what=entry.kind.replace("_", " "), who=who)
