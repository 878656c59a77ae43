"""What asks the creator for something: whether now is good, a code, or something behind a link.

Each holds the seven facts: who asks and for which agency, which account, which platform, through which
provider, why, until when, and what her answer does. The first line is all that a lock screen shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.cards.buttons import Verb, grid
from bot.cards.message import Button, Message
from bot.cards.wording import Wording, message
from bot.locales import clock_time
from bot.relay.asks import Again, Ask
from providers.base import CodeNeeded, LinkNeeded
from storage.models import Why

if TYPE_CHECKING:
    from bot.cards.buttons import Rows
    from storage.models import Attempt


def question(say: Wording, attempt: Attempt) -> Message:
    """Ask whether now is a good time."""
    lines = [
        say.by_starter("asked.head"),
        say("asked.question"),
        say.by_starter(f"does.code.{attempt.purpose}"),
        reason(say, attempt),
        say("asked.until", until=clock_time(attempt.answer_by)),
        say("prompt.never_telegram"),
    ]
    choices = grid(
        say.button(Verb.READY),
        say.button(Verb.LATER),
        say.button(Verb.DECLINE),
        say.button(Verb.WHO),
        say.button(Verb.NOT_ME),
    )
    return message(lines, choices)


def prompt(say: Wording, attempt: Attempt, ask: Ask) -> Message:
    """Ask for what the open challenge needs."""
    again = _asked_again(say, ask)
    gate = [say("prompt.next_gate")] if attempt.gates > 1 and not again else []
    opening = [*again, say.by_starter("prompt.head"), *gate]
    step = ask.step
    match step:
        case CodeNeeded():
            return message([*opening, *_code_lines(say, attempt, step)], _code_buttons(say, attempt))
        case LinkNeeded():
            return message([*opening, *_link_lines(say, attempt, step)], _link_buttons(say, attempt, step))
        case _:
            assert_never(step)


def reason(say: Wording, attempt: Attempt) -> Markup:
    """Say why, from the closed list."""
    return say(f"why.{Why.OWN_WISH if say.by_herself else attempt.why}")


def _asked_again(say: Wording, ask: Ask) -> list[Markup]:
    step = ask.step
    if isinstance(step, CodeNeeded) and step.rejected:
        if step.tries_left:
            return [say("prompt.rejected.tries", count=step.tries_left)]
        return [say("prompt.rejected")]
    if ask.again is Again.NOT_SENT and isinstance(step, LinkNeeded):
        return [say("prompt.again.not_sent.link")]
    return [] if ask.again is Again.NO else [say(f"prompt.again.{ask.again}")]


def _code_lines(say: Wording, attempt: Attempt, step: CodeNeeded) -> list[Markup]:
    return [
        _where_to_look(say, attempt, step),
        say.by_starter(f"does.code.{attempt.purpose}"),
        reason(say, attempt),
        say("prompt.disappears"),
        say("prompt.never_telegram"),
    ]


def _where_to_look(say: Wording, attempt: Attempt, step: CodeNeeded) -> Markup:
    until = clock_time(attempt.answer_by)
    if step.rejected:
        return say(f"prompt.newest.{step.channel}", until=until)
    if step.hint is None:
        return say(f"prompt.{step.channel}", until=until)
    return say(f"prompt.{step.channel}.hint", until=until, hint=step.hint)


def _code_buttons(say: Wording, attempt: Attempt) -> Rows:
    return grid(
        say.button(Verb.NOT_ME),
        say.button(Verb.NOTHING_CAME, attempt.challenge),
        say.button(Verb.DECLINE),
        say.button(Verb.WHO),
    )


def _link_lines(say: Wording, attempt: Attempt, step: LinkNeeded) -> list[Markup]:
    until = clock_time(attempt.answer_by)
    host = _https_host(step.url)
    if host is None:
        where = say(f"link.{step.kind}", until=until)
    else:
        where = say(f"link.{step.kind}.url", until=until, host=host)
    then = [say("link.then_confirm")] if step.needs_confirmation else []
    return [
        where,
        *then,
        say.by_starter(f"does.link.{attempt.purpose}"),
        reason(say, attempt),
        say("prompt.never_telegram"),
    ]


def _link_buttons(say: Wording, attempt: Attempt, step: LinkNeeded) -> Rows:
    """Stand "Not me" last, so that it is as large as the others or, alone in its row, larger."""
    openers = [Button(say.texts.plain("button.open"), url=step.url)] if _https_host(step.url) else []
    confirm = [say.button(Verb.CONFIRM, attempt.challenge)] if step.needs_confirmation else []
    return grid(*openers, *confirm, say.button(Verb.DECLINE), say.button(Verb.WHO), say.button(Verb.NOT_ME))


def _https_host(url: str | None) -> Markup | None:
    """Give the whole host, never clipped: its end is what tells a look-alike."""
    parts = urlsplit(url or "")
    return escape(parts.hostname) if parts.scheme == "https" and parts.hostname else None
