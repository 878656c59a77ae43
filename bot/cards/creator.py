"""What the creator sees of an attempt in her private chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.buttons import Verb, grid
from bot.cards.message import Face, Message
from bot.cards.outcomes import another_try_may_help, asks_for_password, force_may_help, outcome
from bot.cards.prompts import closing, prompt, question, the_page
from bot.cards.renewing import renewing
from bot.cards.wording import Wording, lacks_page, message
from bot.locales import clock_time, relative_time
from bot.relay.asks import read_whole_ask
from bot.relay.consents import CONSENTS, Consents
from bot.relay.endings import Own, needs_password
from bot.relay.slots import challenge_slot, question_slot
from bot.relay.times import ANSWERS
from storage.models import OVER, CallKind, Purpose, State

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.cards.message import Button
    from bot.cards.wording import Introduction
    from bot.locales import Texts
    from bot.relay.consents import Renewal
    from storage.models import Attempt, AttemptView

SETTLES_WITHIN = 3.0
"""Seconds in which most codes are judged: what is over by then is not shown."""

RECEIPT = "receipt"

_OF_A_STEP_UP = frozenset({Own.WITHDRAWN, Own.BLOCKED, State.CANCELLED, State.DECLINED})

Faces = tuple[Face, ...]


def creator_faces(  # noqa: PLR0913 - what a card is made of; the last by name
    view: AttemptView,
    texts: Texts,
    provider_label: str,
    now: float,
    page_host: str | None = "",
    *,
    consents: Consents = CONSENTS,
    bot: str = "",
    contact: str = "",
    introduction: Introduction | None = None,
) -> Faces:
    """Give the messages that the attempt should have in her chat, the newest first."""
    said = {"bot": bot, "contact": contact}
    say = Wording.of(view, texts, provider_label, page_host, **said, introduction=introduction)
    renewal = consents.renewal_of(view.enrolment.consent, now)
    return (*_newest(say, view, now, renewal), *_replaced(say, view.attempt))


def _newest(say: Wording, view: AttemptView, now: float, renewal: Renewal | None) -> Faces:
    attempt = view.attempt
    if attempt.state is State.ASKED:
        return _asked(say, attempt, now, renewal)
    if attempt.state in OVER:
        return _over(say, view)
    if attempt.state in {State.CODE_NEEDED, State.LINK_NEEDED}:
        return _challenged(say, attempt)
    return _busy(say, attempt)


def _last_slot(attempt: Attempt) -> str | None:
    """Name the newest message that she has of this attempt."""
    if attempt.challenge:
        return challenge_slot(attempt.challenge)
    return question_slot(attempt.offers) if attempt.offers else None


def _replaced(say: Wording, attempt: Attempt) -> Faces:
    """Settle the messages that a newer one has replaced: what they asked for is not wanted there any more.

    Their text stays as it is whatever comes later, so that each costs one edit.
    """
    slots = [challenge_slot(number) for number in range(1, attempt.challenge)]
    slots += [question_slot(number) for number in range(1, attempt.offers)]
    replaced = message([say("replaced")])
    faces = tuple(Face(slot, replaced, only_edit=True) for slot in slots)
    if not (attempt.challenge and attempt.offers):
        return faces
    agreed = message([say("replaced.question" if attempt.way is None else "replaced.question.page")])
    return (*faces, Face(question_slot(attempt.offers), agreed, only_edit=True))


def _asked(say: Wording, attempt: Attempt, now: float, renewal: Renewal | None) -> Faces:
    if attempt.asked_first:
        asked = question(say, attempt) if renewal is None else renewing(say, attempt, renewal, now)
        return (Face(question_slot(attempt.offers), asked),)
    if not attempt.offers:
        return ()
    when = "asked.put_off" if attempt.state_since > now else "asked.waits"
    text = say(when, when=relative_time(say.texts, attempt.state_since))
    now_then = say.button(Verb.READY if attempt.way is None else Verb.OPEN)
    put_off = message([text], grid(now_then, say.button(Verb.NOT_ME)))
    return (Face(question_slot(attempt.offers), put_off, only_edit=True),)


def _challenged(say: Wording, attempt: Attempt) -> Faces:
    ask = read_whole_ask(attempt.ask)
    if ask is None:
        return ()
    return (Face(challenge_slot(attempt.challenge), prompt(say, attempt, ask)),)


def _busy(say: Wording, attempt: Attempt) -> Faces:
    slot = _last_slot(attempt)
    if slot is None:
        return ()
    if not attempt.challenge:
        return (Face(slot, message([say(_signing_in(attempt))]), only_edit=True),)
    shown = message([_what_happens(say, attempt)], grid(say.button(Verb.NOT_ME)))
    return (Face(slot, shown, only_edit=True, not_before=_worth_showing_at(attempt)),)


def _worth_showing_at(attempt: Attempt) -> float:
    """Doubt is shown at once; what is on its way only if it lasts."""
    if attempt.state is State.UNSURE:
        return attempt.state_since
    return answered_at(attempt) + SETTLES_WITHIN


def answered_at(attempt: Attempt) -> float:
    """Give the time of her answer where it is being judged, else that of the attempt's last change."""
    answered = attempt.call in ANSWERS and attempt.submitted_at is not None
    return attempt.submitted_at if answered and attempt.submitted_at is not None else attempt.state_since


def _what_happens(say: Wording, attempt: Attempt) -> Markup:
    if attempt.state is State.UNSURE:
        return say(f"unsure.{attempt.call or CallKind.CODE}")
    return say(f"busy.{attempt.call}") if attempt.call else say(_signing_in(attempt))


def _signing_in(attempt: Attempt) -> str:
    return "busy.step_up" if attempt.purpose is Purpose.STEP_UP else "busy.signing_in"


def _over(say: Wording, view: AttemptView) -> Faces:
    attempt = view.attempt
    slot = _last_slot(attempt)
    if attempt.state is State.CONNECTED:
        return (Face(slot or RECEIPT, _receipt(say, view, saw_something=slot is not None)),)
    if lacks_page(say, attempt):
        ended = message([say("ended.creator.head"), say("ended.creator.no_page")])
        return (Face(slot or RECEIPT, ended),)
    if slot is None and needs_password(attempt):
        return (Face(RECEIPT, _password_needed(say, view)),)
    if slot is None:
        return (Face(RECEIPT, _unseen_end(say, view), only_edit=not _code_may_come(attempt)),)
    return (Face(slot, _ended(say, view)),)


def _code_may_come(attempt: Attempt) -> bool:
    """Tell whether the provider may run on with what she has seen nothing of."""
    if attempt.ending == Own.UNREACHABLE:
        return False
    unknown = attempt.ending in {Own.OUTCOME_UNKNOWN, Own.PROVIDER_SILENT}
    return unknown or attempt.watch_until is not None


def _unseen_end(say: Wording, view: AttemptView) -> Message:
    """Warn her of a code that nobody waits for; it is the first that she hears of this login."""
    lines = [say("ended.creator.unseen.head"), say.by_starter("ended.creator.unseen.who"), _why(say, view)]
    return message(lines, grid(*_ask_again(say, view.attempt), say.button(Verb.NOT_ME)))


def _password_needed(say: Wording, view: AttemptView) -> Message:
    """Ask her for what only she can give, after a login that asked her nothing."""
    lines = [
        say.by_starter("asked.head.password"),
        _why(say, view),
        say.by_starter("does.page"),
        *the_page(say),
        *closing(say, names_page=True),
    ]
    return message(lines, grid(*_ask_again(say, view.attempt), say.button(Verb.WHO), say.button(Verb.NOT_ME)))


def _is_first_connection(view: AttemptView) -> bool:
    """Tell whether the login has brought its account, rather than that it was linked before."""
    if view.attempt.purpose is not Purpose.CONNECT:
        return False
    return view.account is None or view.account.created_at >= view.attempt.created_at


def _receipt(say: Wording, view: AttemptView, *, saw_something: bool) -> Message:
    attempt = view.attempt
    if attempt.purpose is Purpose.STEP_UP:
        text = say("receipt.step_up", at=clock_time(attempt.state_since))
    elif saw_something:
        text = say.by_starter(
            "receipt.connect" if _is_first_connection(view) else "receipt", at=clock_time(attempt.state_since)
        )
    else:
        text = say.by_starter("receipt.nothing_needed")
    return message([text, say("receipt.contact")], grid(say.button(Verb.NOT_ME)))


def _ended(say: Wording, view: AttemptView) -> Message:
    is_step_up = view.attempt.purpose is Purpose.STEP_UP
    head = say("ended.creator.step_up.head" if is_step_up else "ended.creator.head")
    return message([head, _why(say, view)], grid(*_ask_again(say, view.attempt)))


def _why(say: Wording, view: AttemptView) -> Markup:
    attempt = view.attempt
    if attempt.state is State.CANCELLED and attempt.ending is None and view.ended_by is not None:
        by = "step_up.cancelled.by" if attempt.purpose is Purpose.STEP_UP else "cancelled.by"
        return say(f"ended.creator.{by}", by=view.ended_by.name)
    if attempt.purpose is Purpose.STEP_UP:
        return say(f"ended.creator.{_step_up_over(attempt)}")
    if force_may_help(attempt):
        return say("ended.creator.already_connected.force")
    return say(f"ended.creator.{outcome(attempt)}")


def _step_up_over(attempt: Attempt) -> str:
    """Name how a step-up ended, in words that speak of no login."""
    how = outcome(attempt)
    if how in _OF_A_STEP_UP:
        return f"step_up.{how}"
    may_ask_again = another_try_may_help(attempt) or asks_for_password(attempt)
    return "step_up.over" if may_ask_again or how == Own.UNREACHABLE else how


def _ask_again(say: Wording, attempt: Attempt) -> list[Button]:
    """Offer her what may help: the page where it is about her password, else another login.

    Only a manager asks for a step-up again.
    """
    if attempt.purpose is Purpose.STEP_UP:
        return []
    if force_may_help(attempt):
        return [say.button(Verb.FORCE)]
    if asks_for_password(attempt):
        return [say.button(Verb.OPEN)]
    if not another_try_may_help(attempt):
        return []
    verb = Verb.START_OVER if attempt.way is None else Verb.OPEN
    return [say.button(verb, label="button.ask_again")]
