"""/invite NAME: a manager gets a message with a one-use link in private, to pass on to the creator."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from bot.handlers.acting import manager_here, member_manager_here
from bot.handlers.answers import Offer, deep_link, reply, saying, tell
from bot.handlers.commands import given
from bot.people.invitations import invite
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.turn import Turn
    from bot.people.invitations import Invited
    from bot.people.who import Desk

CREATOR_LINK = "c_"


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
        await tell(turn, work, desk.person, _invitation(turn, desk, invited))
        await reply(
            turn, work, saying("invite.sent", manager=desk.manager.name, name=invited.invitation.name)
        )


def _invitation(turn: Turn, desk: Desk, invited: Invited) -> Saying:
    link = deep_link(turn, f"{CREATOR_LINK}{invited.token}")
    text = turn.texts.plain("invite.text", agency=desk.team.title)
    share = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(text, safe='')}"
    name = invited.invitation.name
    replaced = turn.texts("invite.replaced", name=name) if invited.replaces else Markup()
    return saying(
        "invite.ready",
        (Offer("button.send_invitation", url=share),),
        name=name,
        agency=desk.team.title,
        replaced=replaced,
        link=escape(link),
    )
