"""Her agreement: the text and its two equally large ways, and what everybody hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import person_here
from bot.handlers.answers import Offer, reply, saying, tell, tell_owners, tell_team
from bot.handlers.choices import Choice, choose
from bot.locales import Texts
from bot.people.consent import accept, consent_to
from bot.people.problems import Problem, Refusal
from storage import AskMode

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.consent import Enrolled
    from bot.people.invitations import Offer as Invited
    from bot.relay.work import Work


async def ask_to_agree(turn: Turn, work: Work, offer: Invited) -> None:
    """Show the person whose number was typed the text of the consent, and the ways to agree to it."""
    opener = await work.unit.people.get(offer.invitation.person_id or "")
    if opener is None:
        raise Refusal(Problem.INVITATION_DEAD)
    texts = Texts.of(opener.reads)
    ways = tuple(
        (Offer(f"button.agree.{mode}", choose(Choice.AGREE, offer.invitation.id, mode, texts.language)),)
        for mode in AskMode
    )
    text = texts(turn.relay.consents.current(work.now).text)
    rows = (*ways, (no_thanks(offer.invitation.id),))
    asked = saying("enrol.consent", *rows, text=text, agency=offer.team.title)
    await turn.say(work, opener.telegram_id, asked.message(texts))


async def press_agree(turn: Turn, chosen: Chosen) -> None:
    """Enrol her, and tell everybody whom it concerns."""
    invitation_id, mode, texts = chosen.parts[0], _mode(chosen), _texts(chosen)
    async with turn.effect() as work:
        person = await person_here(turn, work)
        current = turn.relay.consents.current(work.now)
        consent = consent_to(current.version, str(texts(current.text)), texts.language, work.now)
        enrolled = await accept(work, invitation_id, person, mode, consent)
        await reply(turn, work, saying(f"enrol.done.{mode}", agency=enrolled.offer.team.title))
        await _announce(turn, work, enrolled)


def no_thanks(invitation_id: str) -> Offer:
    """Give the button that ends an invitation without an agreement."""
    return Offer("button.no_thanks", choose(Choice.NO_THANKS, invitation_id))


def _mode(chosen: Chosen) -> AskMode:
    mode = chosen.parts[1]
    if mode not in set(AskMode):
        raise Refusal(Problem.INVITATION_DEAD)
    return AskMode(mode)


def _texts(chosen: Chosen) -> Texts:
    """Give the texts in the language in which she has read what she agrees to."""
    texts = Texts.of(chosen.parts[2])
    if texts.language != chosen.parts[2]:
        raise Refusal(Problem.INVITATION_DEAD)
    return texts


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
        "manager_id": "?" if inviter is None else str(inviter.telegram_id),
    }
    undo = Offer("button.undo", choose(Choice.UNDO, enrolled.enrolment.id))
    said = saying("enrolled.owner", (undo,), name=name, agency=team.title, manager=manager.name, **facts)
    await tell_owners(turn, work, said)
