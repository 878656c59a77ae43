"""/invite NAME: a manager gets a message with a one-use link in private, to pass on to the creator."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from bot.handlers.acting import manager_here, member_manager_here
from bot.handlers.answers import Offer, deep_link, reply, saying, tell
from bot.handlers.commands import given
from bot.locales import Texts
from bot.locales.languages import LANGUAGES, language_name
from bot.people.invitations import invite
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.turn import Turn
    from bot.people.invitations import Invited
    from bot.people.who import Desk
    from bot.relay.work import Work

CREATOR_LINK = "c_"
PER_ROW = 3
"""Buttons of languages that stand side by side."""


async def invite_creator(turn: Turn) -> None:
    """Make the invitation; the group hears of it, the link goes to the manager alone."""
    command = given(turn.update.message)
    if command is None or not command.words:
        raise Refusal(Problem.USAGE, example=turn.texts.plain("example.invite"))
    await member_manager_here(turn)
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        if not desk.person.reachable:
            raise Refusal(Problem.NO_PRIVATE_CHAT)
        invited = await invite(work, desk, command.text)
        await tell_invitation(turn, work, desk, invited)
        await reply(
            turn, work, saying("invite.sent", manager=desk.manager.name, name=invited.invitation.name)
        )


async def tell_invitation(turn: Turn, work: Work, desk: Desk, invited: Invited) -> None:
    """Give the manager the link, and a button for each language in which a ready message can go with it."""
    link = deep_link(turn, f"{CREATOR_LINK}{invited.token}")
    name = invited.invitation.name
    replaced = turn.texts("invite.replaced", name=name) if invited.replaces else Markup()
    rows = _in_rows([_ready(link, desk.team.title, language) for language in LANGUAGES])
    facts = {"name": name, "agency": desk.team.title, "replaced": replaced, "link": escape(link)}
    await tell(turn, work, desk.person, saying("invite.ready", *rows, **facts))


def _ready(link: str, agency: str, language: str) -> Offer:
    """Make the button by which Telegram asks whom to send the link to, with a text in the language."""
    text = Texts.of(language).plain("invite.text", agency=agency)
    share = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(text, safe='')}"
    return Offer("button.in_language", url=share, facts={"language": language_name(language)})


def _in_rows(offers: Sequence[Offer]) -> tuple[tuple[Offer, ...], ...]:
    return tuple(tuple(offers[start : start + PER_ROW]) for start in range(0, len(offers), PER_ROW))
