"""Hands the creator the link to her connect page, in private; it is kept nowhere but in that message."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import escape

from bot.handlers.answers import Offer, saying
from bot.outbox import About, sending
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from providers.secret import Secret
    from storage import Person

PATH = "/connect/"
NO_CHALLENGE = 0
"""A reply to the link answers no challenge."""


def page_address(turn: Turn) -> str:
    """Give the address that her page is at; Refusal, in words for her, where the operator has set none."""
    if turn.config.public_url is None:
        raise Refusal(Problem.NO_PAGE_YET)
    return turn.config.public_url


async def send_link(turn: Turn, work: Work, person: Person, token: Secret) -> None:
    """Send her the link that was minted, in place of an earlier one; it goes when it opens nothing more."""
    link = await work.unit.links.by_token(token.reveal())
    if link is None:
        return
    await work.unit.outbox.recall(link.attempt_id, work.now)
    said = _link(page_address(turn), token.reveal()).message(turn.texts)
    about = About(link.attempt_id, NO_CHALLENGE, link.expires_at, stays=False)
    entry = sending(f"link:{link.id}", person.telegram_id, said, work.now, about)
    await work.unit.outbox.add(entry)


def _link(base: str, token: str) -> Saying:
    """Put the link on a button; Telegram takes none with the plain http of a test on this machine."""
    link, host = f"{base}{PATH}{token}", escape(urlsplit(base).netloc)
    if base.startswith("https://"):
        return saying("connect.link", (Offer("button.open_host", url=link, facts={"host": host}),), host=host)
    return saying("connect.link.typed", host=host, link=escape(link))
