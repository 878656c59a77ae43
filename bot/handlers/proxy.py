"""/proxy: the owner sets a team's own proxy in private. It is kept sealed, shown masked and never dialled.

The message that sets one is deleted at once, whatever comes of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.handlers.acting import known_here, require_owner
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.reception import hide_secret
from bot.people.problems import Problem, Refusal
from bot.people.proxies import checked_proxy, masked
from storage import OwnProxy, new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.locales import Texts
    from bot.relay.work import Work
    from providers.base import CustomProxy
    from storage import Team


async def proxy(turn: Turn) -> None:
    """Show the teams' own proxies, or set one: the team's number, the address, and what it is opened with."""
    require_owner(turn)
    command = given(turn.update.message)
    if command is None or not command.words:
        await _show(turn)
        return
    number, *words = command.words
    checked = checked_proxy(words)
    async with turn.effect() as work:
        await known_here(turn, work)
        team = _numbered(await work.unit.teams.all(), number)
        await hide_secret(turn, work)
        await _set(work, team, checked)
        shown = _proxy(turn.texts, await _of_team(work, team))
        await reply(turn, work, saying("proxy.set", agency=team.title, proxy=shown))


async def press_remove(turn: Turn, chosen: Chosen) -> None:
    """Drop a team's own proxy."""
    require_owner(turn)
    async with turn.effect() as work:
        team = await work.unit.teams.get(chosen.parts[0])
        if team is None or not await work.unit.proxies.remove(team.id):
            raise Refusal(Problem.OLD_BUTTON)
        await work.unit.audit.append(team.id, "proxy_removed", work.now)
        await clear(turn, work)
        await reply(turn, work, saying("proxy.removed", agency=team.title))


async def _show(turn: Turn) -> None:
    async with turn.effect() as work:
        await known_here(turn, work)
        teams = await work.unit.teams.all()
        if not teams:
            await reply(turn, work, saying("teams.none"))
            return
        lines, rows = [], []
        for number, team in enumerate(teams, 1):
            own = await _of_team(work, team)
            lines.append(
                turn.texts("proxy.line", number=number, agency=team.title, proxy=_proxy(turn.texts, own))
            )
            if own is not None:
                remove = choose(Choice.REMOVE_PROXY, team.id)
                rows.append((Offer("button.remove_proxy", remove, facts={"agency": team.title}),))
        await reply(turn, work, saying("proxy.list", *rows, lines=Markup("\n").join(lines)))


def _numbered(teams: Sequence[Team], number: str) -> Team:
    """Give the team with this number in the list; Refusal for any other."""
    if not number.isdecimal() or not 0 < int(number) <= len(teams):
        raise Refusal(Problem.TEAM_NUMBER)
    return teams[int(number) - 1]


async def _set(work: Work, team: Team, checked: CustomProxy) -> None:
    await work.unit.proxies.set(
        OwnProxy(
            id=new_id(),
            team_id=team.id,
            host=checked.host,
            port=checked.port,
            username=None if checked.username is None else checked.username.reveal(),
            password=None if checked.password is None else checked.password.reveal(),
            created_at=work.now,
        )
    )
    await work.unit.audit.append(team.id, "proxy_set", work.now)


async def _of_team(work: Work, team: Team) -> OwnProxy | None:
    return await work.unit.proxies.of_team(team.id)


def _proxy(texts: Texts, own: OwnProxy | None) -> Markup:
    """Show a proxy masked."""
    if own is None:
        return texts("proxy.none")
    key = "proxy.open" if own.password is None else "proxy.with_password"
    return texts(key, host=masked(own.host), port=own.port)
