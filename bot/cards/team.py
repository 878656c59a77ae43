"""What the team's group sees of an attempt: one card, and one ring for the starter if it came to nothing.

The group sees the team's name for the creator, the platform, the kind of channel and the state: no Telegram
name, id, hint, address or link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.buttons import Verb, grid
from bot.cards.message import Face
from bot.cards.outcomes import asks_for_password, force_may_help, outcome
from bot.cards.wording import Wording, lacks_page, message
from bot.locales import clock_time, relative_time
from bot.relay.asks import read_ask
from bot.relay.endings import Own
from bot.relay.limits import LIMITS
from providers.steps import CodeNeeded
from storage.models import OVER, Purpose, State

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.cards.buttons import Rows
    from bot.cards.message import Message
    from bot.locales import Texts
    from storage.models import Attempt, AttemptView

CARD = "card"
RING = "ring"
NEVER = float("inf")

MINUTE = 60
HOUR = 60 * MINUTE

Faces = tuple[Face, ...]


def team_faces(
    view: AttemptView, texts: Texts, provider_label: str, now: float, page_host: str | None = ""
) -> Faces:
    """Give the messages that the attempt should have in the team's group."""
    say = Wording.of(view, texts, provider_label, page_host)
    attempt = view.attempt
    buttons = _buttons(say, attempt)
    card = message([say(_head(attempt)), _state(say, view, now)], buttons, thread=attempt.thread_id)
    shown = Face(CARD, card, not_before=_worth_showing_at(attempt))
    return (shown, Face(RING, _ring(say, attempt))) if _rings(attempt) else (shown,)


def _head(attempt: Attempt) -> str:
    if attempt.purpose is Purpose.STEP_UP:
        return "team.head.step_up"
    return "team.head" if attempt.account_id is not None else "team.head.connect"


def _state(say: Wording, view: AttemptView, now: float) -> Markup:
    attempt = view.attempt
    if attempt.state is State.ASKED:
        return _asked(say, attempt, now)
    if attempt.state in {State.CODE_NEEDED, State.LINK_NEEDED}:
        return _waiting(say, attempt)
    if attempt.state in OVER:
        return _over(say, view)
    return _busy(say, attempt)


def _asked(say: Wording, attempt: Attempt, now: float) -> Markup:
    if attempt.asked_first:
        key = "team.asked.password" if attempt.way is not None and attempt.account_id else "team.asked"
        return say.by_starter(key, until=clock_time(attempt.answer_by))
    if attempt.state_since > now:
        key = "team.put_off" if attempt.offers else "team.rests"
        return say(key, when=relative_time(say.texts, attempt.state_since))
    return say("team.queued")


def _waiting(say: Wording, attempt: Attempt) -> Markup:
    step = read_ask(attempt.ask)
    left = relative_time(say.texts, attempt.answer_by, before="until")
    if isinstance(step, CodeNeeded) or step is None:
        return say(f"team.waiting.{step.channel if step else 'unknown'}", left=left)
    return say(f"team.waiting.{step.kind}", left=left)


def _busy(say: Wording, attempt: Attempt) -> Markup:
    if attempt.state is State.UNSURE:
        return say(f"team.unsure.{attempt.call or 'start'}")
    if attempt.challenge and attempt.call:
        return say(f"team.busy.{attempt.call}")
    if attempt.purpose is Purpose.STEP_UP:
        return say("team.step_up")
    return say.by_starter("team.signing_in")


def _over(say: Wording, view: AttemptView) -> Markup:
    attempt = view.attempt
    if attempt.state is State.CONNECTED and attempt.purpose is Purpose.STEP_UP:
        return say("team.stepped_up")
    if attempt.state is State.CONNECTED:
        took = attempt.state_since - (attempt.ends_at - LIMITS.whole_attempt)
        if took < 1:
            return say("team.connected.at_once")
        return say("team.connected", took=duration(say.texts, took))
    if attempt.state is State.CANCELLED and attempt.ending is None and view.ended_by is not None:
        return say("ended.team.cancelled.by", by=view.ended_by.name)
    if attempt.purpose is Purpose.STEP_UP:
        return _step_up_over(say, attempt)
    return _came_to_nothing(say, attempt)


def _came_to_nothing(say: Wording, attempt: Attempt) -> Markup:
    if attempt.account_id is None and force_may_help(attempt):
        return say("ended.team.already_connected.first")
    return say("ended.team.no_page" if lacks_page(say, attempt) else f"ended.team.{outcome(attempt)}")


def _step_up_over(say: Wording, attempt: Attempt) -> Markup:
    if attempt.ending == Own.WITHDRAWN:
        return say("ended.team.step_up.withdrawn")
    if attempt.state is State.DECLINED and attempt.ending is None:
        return say("ended.team.step_up.declined")
    if asks_for_password(attempt):
        return say("ended.team.step_up.signed_out")
    return say(f"ended.team.{outcome(attempt)}")


def _buttons(say: Wording, attempt: Attempt) -> Rows:
    if attempt.state in OVER:
        return ()
    if attempt.state in {State.CODE_NEEDED, State.LINK_NEEDED}:
        return grid(say.button(Verb.REMIND), say.button(Verb.CANCEL))
    return grid(say.button(Verb.CANCEL))


def _worth_showing_at(attempt: Attempt) -> float:
    """Say from when a state is news to the group: what leads on by itself costs a card no edit."""
    leads_on = attempt.state in {State.STARTING, State.WORKING, State.SUBMITTING}
    return NEVER if leads_on and (attempt.challenge or attempt.asked_first) else 0.0


def _rings(attempt: Attempt) -> bool:
    """Tell whether the starter has to hear of it.

    Somebody knows of what was cancelled, and nobody commanded what she began herself.
    """
    quiet = attempt.state in {State.CONNECTED, State.CANCELLED}
    return attempt.state in OVER and not quiet and attempt.command_message_id is not None


def _ring(say: Wording, attempt: Attempt) -> Message:
    text = say("ring.no_page" if lacks_page(say, attempt) else f"ring.{outcome(attempt)}")
    return message([text], reply_to=attempt.command_message_id, thread=attempt.thread_id)


def duration(texts: Texts, seconds: float) -> Markup:
    """Say how long something took, in its largest unit."""
    whole = max(int(seconds), 0)
    if whole < MINUTE:
        return texts("duration.seconds", number=whole)
    if whole < HOUR:
        return texts("duration.minutes", number=whole // MINUTE)
    return texts("duration.hours", number=whole // HOUR)
