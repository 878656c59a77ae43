"""/proxy: the owner sets a team's own proxy in private. It is kept sealed, shown masked and never dialled.

The message that sets one is deleted at once, whatever comes of it.
"""

from __future__ import annotations

import re
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
    from collections.abc import Mapping, Sequence

    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.locales import Texts
    from bot.relay.work import Work
    from providers.logins import CustomProxy
    from storage import Team

_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
IN_A_MESSAGE = 20
"""Teams that one message lists, so that any titles stay within Telegram's 4,096 characters."""


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
        team = _numbered(await _teams(work), number)
        await hide_secret(turn, work)
        shown = _masked(turn.texts, await _set(work, team, checked))
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
        teams = list((await _teams(work)).items())
        if not teams:
            await reply(turn, work, saying("teams.none"))
        for start in range(0, len(teams), IN_A_MESSAGE):
            await reply(turn, work, await _part(turn, work, teams[start : start + IN_A_MESSAGE]))


async def _part(turn: Turn, work: Work, teams: Sequence[tuple[int, Team]]) -> Saying:
    """Show some of the teams, each with its number and its proxy."""
    lines, rows = [], []
    for number, team in teams:
        own = await work.unit.proxies.of_team(team.id)
        facts = {"number": str(number), "agency": team.title, "proxy": _masked(turn.texts, own)}
        lines.append(turn.texts("proxy.line", **facts))
        if own is not None:
            remove = choose(Choice.REMOVE_PROXY, team.id)
            rows.append((Offer("button.remove_proxy", remove, facts={"agency": team.title}),))
    return saying("proxy.list", *rows, lines=Markup("\n").join(lines))


async def _teams(work: Work) -> Mapping[int, Team]:
    """Give the open teams by their numbers, which stay theirs whatever becomes of other teams."""
    return {
        number: team for number, team in enumerate(await work.unit.teams.ever(), 1) if team.closed_at is None
    }


def _numbered(teams: Mapping[int, Team], number: str) -> Team:
    """Give the team with this number; Refusal for any other."""
    team = teams.get(int(number)) if _NUMBER.fullmatch(number) else None
    if team is None:
        raise Refusal(Problem.TEAM_NUMBER)
    return team


async def _set(work: Work, team: Team, checked: CustomProxy) -> OwnProxy:
    own = OwnProxy(
        id=new_id(),
        team_id=team.id,
        host=checked.host,
        port=checked.port,
        username=None if checked.username is None else checked.username.reveal(),
        password=None if checked.password is None else checked.password.reveal(),
        created_at=work.now,
    )
    await work.unit.proxies.set(own)
    await work.unit.audit.append(team.id, "proxy_set", work.now)
    return own


def _masked(texts: Texts, own: OwnProxy | None) -> Markup:
    """Show a proxy masked."""
    if own is None:
        return texts("proxy.none")
    key = "proxy.open" if own.password is None else "proxy.with_password"
    return texts(key, host=masked(own.host), port=own.port)
