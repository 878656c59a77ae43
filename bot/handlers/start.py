"""/start with its deep links, and the answers that anybody gets: /help, /privacy, /id."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.handlers.acting import chat_of, is_owner, known_here, sender
from bot.handlers.answers import reply, saying
from bot.handlers.commands import Role, Where, commands_for, given
from bot.handlers.enrol import open_link
from bot.handlers.invite import CREATOR_LINK
from bot.handlers.managers import become_candidate
from bot.handlers.move import MOVE_LINK
from bot.handlers.moving import open_link as open_move_link
from bot.handlers.setup import MANAGER_LINK, SETUP_LINK
from bot.people.who import roles_of

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.people.who import Roles


async def start(reception: Reception, turn: Turn) -> None:
    """Follow the deep link, or say who the person is here and what to do."""
    command = given(turn.update.message)
    payload = "" if command is None else command.text
    if payload.startswith(CREATOR_LINK):
        await open_link(turn, payload.removeprefix(CREATOR_LINK))
    elif payload.startswith(MOVE_LINK):
        await open_move_link(turn, payload.removeprefix(MOVE_LINK))
    elif payload.startswith(MANAGER_LINK):
        await become_candidate(turn, payload.removeprefix(MANAGER_LINK))
    elif payload == SETUP_LINK and is_owner(turn):
        await _back_to_the_group(turn)
    else:
        await _welcome(reception, turn)


async def help_(reception: Reception, turn: Turn) -> None:
    """List the commands that this person may write here and, in private, in the team's group."""
    roles = await _roles(turn)
    shown = _help_in_private(turn, roles) if _is_private(turn) else _help_in_group(turn, roles)
    await reception.respond(turn, saying("help.head", commands=shown, bot=turn.bot.username))


async def privacy(reception: Reception, turn: Turn) -> None:
    """Say what is kept and what is not."""
    await reception.respond(turn, saying("privacy.text"))


async def own_id(reception: Reception, turn: Turn) -> None:
    """Tell the person's own number, which the owner asks for."""
    await reception.respond(turn, saying("id.text", id=sender(turn).id))


async def set_up_mode(reception: Reception, turn: Turn) -> None:
    """Before there is an owner: tell the number and where to put it."""
    await reception.respond(turn, saying("start.set_up_mode", id=sender(turn).id))


async def _back_to_the_group(turn: Turn) -> None:
    """Note that the owner can be written to, which /setup had asked for."""
    async with turn.effect() as work:
        await known_here(turn, work)
        await reply(turn, work, saying("setup.go_back"))


def _help_in_private(turn: Turn, roles: Roles) -> Markup:
    here = _lines(turn, Where.PRIVATE, roles)
    if not (roles.owner or roles.desks):
        return here
    in_the_group = _lines(turn, Where.GROUP, roles)
    parts = turn.texts("help.here", commands=here), turn.texts("help.in_the_group", commands=in_the_group)
    return Markup("\n\n").join(parts)


def _help_in_group(turn: Turn, roles: Roles) -> Markup:
    """List what can be written in this group, whatever this person is elsewhere."""
    desks = tuple(desk for desk in roles.desks if desk.team.chat_id == chat_of(turn).id)
    lines = _lines(turn, Where.GROUP, replace(roles, desks=desks))
    if roles.owner or desks:
        return lines
    return Markup("\n\n").join((lines, turn.texts("help.become_manager")))


def _lines(turn: Turn, where: Where, roles: Roles) -> Markup:
    return Markup("\n").join(
        turn.texts(
            "help.line",
            example=turn.texts.plain(f"example.{command.key}"),
            what=turn.texts.plain(f"command.{command.key}"),
        )
        for command in commands_for(where, _names(roles))
    )


def _is_private(turn: Turn) -> bool:
    return chat_of(turn).type == "private"


async def _welcome(reception: Reception, turn: Turn) -> None:
    roles = await _roles(turn)
    if roles.stranger:
        await reception.respond(turn, saying("start.stranger"))
        return
    async with turn.effect() as work:
        await known_here(turn, work)
        for said in _welcomes(turn, roles):
            await reply(turn, work, said)


def _welcomes(turn: Turn, roles: Roles) -> list[Saying]:
    """Say everything that the person is here, as one message a role."""
    said = [saying("start.owner", link=_group_link(turn))] if roles.owner else []
    said += [saying("start.manager", agency=desk.team.title) for desk in roles.desks]
    said += [
        saying("start.creator", agency=seat.team.title, name=seat.enrolment.name) for seat in roles.seats
    ]
    return said or [saying("start.candidate" if roles.candidate else "start.invited")]


def _group_link(turn: Turn) -> Markup:
    return Markup("https://t.me/{}?startgroup={}").format(turn.bot.username, SETUP_LINK)


async def _roles(turn: Turn) -> Roles:
    async with turn.store.read() as unit:
        return await roles_of(unit, sender(turn).id, turn.config.owner_ids)


def _names(roles: Roles) -> frozenset[Role]:
    held = {
        Role.ANYBODY: True,
        Role.OWNER: roles.owner,
        Role.MANAGER: bool(roles.desks),
        Role.CREATOR: bool(roles.seats),
    }
    return frozenset(role for role, holds in held.items() if holds)
