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
from bot.locales import clock_time, day
from bot.relay.asks import Again, Ask
from providers.steps import Channel, CodeNeeded, LinkKind, LinkNeeded
from storage.models import Purpose, Why

if TYPE_CHECKING:
    from bot.cards.buttons import Rows
    from storage.models import Attempt


def question(say: Wording, attempt: Attempt) -> Message:
    """Ask whether now is a good time."""
    if attempt.purpose is Purpose.STEP_UP:
        return _step_up_question(say, attempt)
    lines = [
        say.by_starter(_asked_head(attempt)),
        *_new_manager(say),
        say("asked.question" if attempt.way is None else f"asked.way.{attempt.way}"),
        say.by_starter(f"does.code.{what_for(attempt)}" if attempt.way is None else "does.page"),
        *([] if attempt.way is None else the_page(say)),
        reason(say, attempt),
        say("asked.until", until=clock_time(attempt.answer_by)),
        *closing(say, names_page=attempt.way is not None),
    ]
    choices = grid(
        say.button(Verb.READY if attempt.way is None else Verb.OPEN),
        say.button(Verb.LATER),
        say.button(Verb.DECLINE),
        say.button(Verb.WHO),
        say.button(Verb.NOT_ME),
    )
    return message(lines, choices)


def the_page(say: Wording) -> list[Markup]:
    """Name the page's domain, so that a page elsewhere is seen to be none of ours."""
    return [say("asked.page")] if say.facts["page"] else []


def _new_manager(say: Wording) -> list[Markup]:
    """Tell her where she has never agreed to anything that this manager asked for."""
    who = say.introduction
    if who is None:
        return []
    since = day(say.texts, who.since)
    if not who.by:
        return [say("asked.new_manager", day=since)]
    return [say("asked.new_manager.by", owner=who.by, day=since)]


def closing(say: Wording, *, names_page: bool = False) -> list[Markup]:
    """Name the bot, and its page where no line above `names_page`; and warn of Telegram's own codes.

    A look-alike of either is seen to be none of ours by that.
    """
    ours = "prompt.ours.page" if say.facts["page"] and not names_page else "prompt.ours"
    return [*([say(ours)] if say.facts["bot"] else []), say("prompt.never_telegram")]


def _asked_head(attempt: Attempt) -> str:
    if attempt.way is None:
        return "asked.head"
    return "asked.head.connect" if attempt.account_id is None else "asked.head.password"


def _step_up_question(say: Wording, attempt: Attempt) -> Message:
    """Ask about a step-up, in a layout that no login has: one button a row, "Not me" before all others."""
    lines = [
        say("asked.head.step_up"),
        *_new_manager(say),
        say("step_up.warning"),
        say("does.code.step_up"),
        say("asked.step_up"),
        say("asked.until", until=clock_time(attempt.answer_by)),
        *closing(say),
    ]
    verbs = (Verb.NOT_ME, Verb.DECLINE, Verb.WHO, Verb.READY)
    return message(lines, tuple((say.button(verb),) for verb in verbs))


def prompt(say: Wording, attempt: Attempt, ask: Ask) -> Message:
    """Ask for what the open challenge needs."""
    again = _asked_again(say, ask)
    gate = [say("prompt.next_gate")] if attempt.gates > 1 and not again else []
    opening = [*again, *_head(say, attempt), *gate]
    step = ask.step
    match step:
        case CodeNeeded():
            return message([*opening, *_code_lines(say, attempt, step)], _code_buttons(say, attempt))
        case LinkNeeded():
            return message([*opening, *_link_lines(say, attempt, step)], _link_buttons(say, attempt, step))
        case _:
            assert_never(step)


def _head(say: Wording, attempt: Attempt) -> list[Markup]:
    if attempt.purpose is Purpose.STEP_UP:
        return [say("prompt.head.step_up"), say("step_up.warning")]
    is_new = attempt.way is not None and attempt.account_id is None
    return [say.by_starter("prompt.head.connect" if is_new else "prompt.head")]


def what_for(attempt: Attempt) -> Purpose:
    """Name what her answer does: an account that is linked is signed in, whichever way it is."""
    is_linked = attempt.purpose is Purpose.CONNECT and attempt.account_id is not None
    return Purpose.RECONNECT if is_linked else attempt.purpose


def reason(say: Wording, attempt: Attempt) -> Markup:
    """Say why, from the closed list; for a step-up, what the manager says that it is for."""
    if attempt.purpose is Purpose.STEP_UP:
        return say("step_up.warning")
    return say(f"why.{Why.OWN_WISH if say.by_herself else attempt.why}")


def _reason_below(say: Wording, attempt: Attempt) -> list[Markup]:
    """Say why, where the opening has not said it already."""
    return [] if attempt.purpose is Purpose.STEP_UP else [reason(say, attempt)]


def _asked_again(say: Wording, ask: Ask) -> list[Markup]:
    step = ask.step
    if isinstance(step, CodeNeeded) and step.mailed_link and ask.again is Again.RESENT:
        return []
    if isinstance(step, CodeNeeded) and step.rejected:
        if step.tries_left:
            return [say("prompt.rejected.tries", count=step.tries_left)]
        return [say("prompt.rejected")]
    if ask.again is Again.NOT_SENT and isinstance(step, LinkNeeded):
        return [say("prompt.again.not_sent.link")]
    return [] if ask.again is Again.NO else [say(f"prompt.again.{ask.again}")]


def _code_lines(say: Wording, attempt: Attempt, step: CodeNeeded) -> list[Markup]:
    on_page = [] if attempt.way is None else [say("prompt.or_on_page")]
    return [
        *_where_to_look(say, attempt, step),
        *on_page,
        say.by_starter(f"does.code.{what_for(attempt)}"),
        *_reason_below(say, attempt),
        say("prompt.disappears"),
        *closing(say),
    ]


def _where_to_look(say: Wording, attempt: Attempt, step: CodeNeeded) -> list[Markup]:
    until = clock_time(attempt.answer_by)
    if step.mailed_link:
        still = "sms" if step.channel is Channel.SMS else "code"
        return [say("prompt.mailed_link"), say(f"prompt.mailed_link.{still}", until=until)]
    if step.rejected:
        return [say(f"prompt.newest.{step.channel}", until=until)]
    if step.hint is None:
        return [say(f"prompt.{step.channel}", until=until)]
    return [say(f"prompt.{step.channel}.hint", until=until, hint=step.hint)]


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
    if _is_on_our_page(attempt, step):
        where = say(f"link.page.{step.kind}", until=until)
    elif host is None:
        where = say(f"link.{step.kind}", until=until)
    else:
        where = say(f"link.{step.kind}.url", until=until, host=host)
    then = [say("link.then_confirm")] if step.needs_confirmation else []
    return [
        where,
        *then,
        say.by_starter(f"does.link.{what_for(attempt)}"),
        *_reason_below(say, attempt),
        *closing(say),
    ]


def _link_buttons(say: Wording, attempt: Attempt, step: LinkNeeded) -> Rows:
    """Stand "Not me" last, so that it is as large as the others or, alone in its row, larger."""
    openers = _openers(say, attempt, step)
    confirm = [say.button(Verb.CONFIRM, attempt.challenge)] if step.needs_confirmation else []
    return grid(*openers, *confirm, say.button(Verb.DECLINE), say.button(Verb.WHO), say.button(Verb.NOT_ME))


def _openers(say: Wording, attempt: Attempt, step: LinkNeeded) -> list[Button]:
    """Lead to the link itself, or to our page where that shows it: in a frame, or as a picture to scan."""
    if _is_on_our_page(attempt, step):
        return [say.button(Verb.OPEN)]
    return [Button(say.texts.plain("button.open"), url=step.url)] if _https_host(step.url) else []


def _is_on_our_page(attempt: Attempt, step: LinkNeeded) -> bool:
    return attempt.way is not None and (step.kind is LinkKind.HOSTED or step.app_link is not None)


def _https_host(url: str | None) -> Markup | None:
    """Give the whole host, never clipped: its end is what tells a look-alike."""
    parts = urlsplit(url or "")
    return escape(parts.hostname) if parts.scheme == "https" and parts.hostname else None
