"""How a creator comes in: she opens her invitation, reads what she agrees to, and chooses how to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.handlers.acting import known_here, person_here
from bot.handlers.answers import Offer, clear, reply, saying, tell, tell_owners, tell_team
from bot.handlers.choices import Choice, choose
from bot.people.consent import CONSENT_VERSION, accept, consent_to
from bot.people.invitations import decline, open_invitation, opened_by
from bot.people.problems import Problem, Refusal
from storage import AskMode

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.consent import Enrolled
    from bot.relay.work import Work

CONSENT_TEXT = f"consent.text.{CONSENT_VERSION}"


async def open_link(turn: Turn, token: str) -> None:
    """Claim the invitation for whoever followed its link, and say what it is about."""
    async with turn.effect() as work:
        person = await known_here(turn, work)
        offer = await open_invitation(work, token, person)
        go_on = Offer("button.go_on", choose(Choice.GO_ON, offer.invitation.id))
        no = Offer("button.no_thanks", choose(Choice.NO_THANKS, offer.invitation.id))
        facts = {"agency": offer.team.title, "manager": offer.manager.name, "bot": turn.bot.username}
        page = _page(turn)
        await reply(turn, work, saying("enrol.offer", (go_on,), (no,), page=page, **facts))


async def press_go_on(turn: Turn, chosen: Chosen) -> None:
    """Show the text of the consent and the ways to agree to it."""
    async with turn.effect() as work:
        offer = await opened_by(work, chosen.parts[0], await person_here(turn, work))
        ways = tuple(
            (Offer(f"button.agree.{mode}", choose(Choice.AGREE, offer.invitation.id, mode)),)
            for mode in AskMode
        )
        no = Offer("button.no_thanks", choose(Choice.NO_THANKS, offer.invitation.id))
        await clear(turn, work)
        text = turn.texts(CONSENT_TEXT)
        await reply(turn, work, saying("enrol.consent", *ways, (no,), text=text, agency=offer.team.title))


async def press_agree(turn: Turn, chosen: Chosen) -> None:
    """Enrol her, and tell everybody whom it concerns."""
    invitation_id, mode = chosen.parts[0], _mode(chosen)
    async with turn.effect() as work:
        person = await person_here(turn, work)
        consent = consent_to(str(turn.texts(CONSENT_TEXT)), turn.texts.language, work.now)
        enrolled = await accept(work, invitation_id, person, mode, consent)
        await reply(turn, work, saying(f"enrol.done.{mode}", agency=enrolled.offer.team.title))
        await _announce(turn, work, enrolled)


async def press_no_thanks(turn: Turn, chosen: Chosen) -> None:
    """Void the invitation, and tell the manager."""
    async with turn.effect() as work:
        offer = await decline(work, chosen.parts[0], await person_here(turn, work))
        await clear(turn, work)
        await reply(turn, work, saying("enrol.declined", agency=offer.team.title))
        inviter = await work.unit.people.get(offer.manager.person_id)
        if inviter is not None and inviter.reachable:
            await tell(turn, work, inviter, saying("invite.declined", name=offer.invitation.name))


def _page(turn: Turn) -> Markup:
    """Name the page's domain, if there is a page."""
    host = turn.config.page_host
    return turn.texts("enrol.offer.page", host=escape(host)) if host else Markup()


def _mode(chosen: Chosen) -> AskMode:
    _, mode = chosen.parts
    if mode not in set(AskMode):
        raise Refusal(Problem.INVITATION_DEAD)
    return AskMode(mode)


async def _announce(turn: Turn, work: Work, enrolled: Enrolled) -> None:
    """Tell the group the team's name for her, the manager what to do next, the owner also who it is."""
    team, manager, name = enrolled.offer.team, enrolled.offer.manager, enrolled.enrolment.name
    creator = await person_here(turn, work)
    await tell_team(turn, work, team, saying("enrolled.team", name=name))
    inviter = await work.unit.people.get(manager.person_id)
    if inviter is not None and inviter.reachable:
        await tell(turn, work, inviter, saying("enrolled.manager", name=name))
    facts = {
        "id": str(creator.telegram_id),
        "first_name": creator.first_name,
    }
    await tell_owners(
        turn, work, saying("enrolled.owner", name=name, agency=team.title, manager=manager.name, **facts)
    )
