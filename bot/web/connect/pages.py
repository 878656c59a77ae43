"""Which page a visit shows, with which facts on it. It is pure: it knows no HTTP and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.cards.outcomes import SIGN_IN_REFUSED, another_try_may_help, outcome
from bot.cards.prompts import reason
from bot.locales import clean
from bot.relay.endings import Own
from bot.relay.gates import is_blocked
from bot.relay.times import ANSWERS
from bot.web.connect.challenges import challenge_page
from bot.web.connect.forms import sign_in_form
from bot.web.connect.pieces import Act, Button, Farewell, Form, Look, Page
from bot.web.connect.plain import farewell
from bot.web.connect.shared import back, came_from, not_me, ways_out
from providers.steps import Reason
from storage.models import State, Way

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.web.connect.sight import Sight

_OWN_TEXT: Final = frozenset(
    {
        SIGN_IN_REFUSED,
        Reason.NO_STORED_CREDENTIALS,
        Reason.SESSION_EXPIRED,
        Reason.ALREADY_CONNECTED,
        Reason.ATTEMPT_GONE,
        Reason.LOGIN_FAILED,
        "no_code_accepted",
        Reason.CODES_EXHAUSTED,
        Own.OUTCOME_UNKNOWN,
        Own.PROVIDER_SILENT,
        Own.TOO_MANY_CODES,
    }
)
"""Endings whose text in the chat names a button that stands there."""
_HER_PASSWORD_HELPS: Final = frozenset({Reason.NO_STORED_CREDENTIALS, Reason.SESSION_EXPIRED})


def page_of(sight: Sight) -> Page:
    """Choose the page."""
    if is_blocked(sight.visit.view.creator, sight.now):
        return farewell(sight.say.texts, Farewell.STOPPED, sight.bot)
    return _of_state(sight) if sight.visit.is_bound else _intro(sight)


def _of_state(sight: Sight) -> Page:
    match sight.attempt.state:
        case State.ASKED if sight.attempt.way is Way.FORM:
            return _form(sight)
        case State.ASKED:
            return _intro(sight)
        case State.CODE_NEEDED | State.LINK_NEEDED:
            return challenge_page(sight) or _working(sight)
        case State.CONNECTED | State.EXPIRED:
            return _parting(sight)
        case State.FAILED:
            return _failed(sight)
        case _:
            return _working(sight)


def _intro(sight: Sight) -> Page:
    say, attempt = sight.say, sight.attempt
    lines = (
        say("page.does"),
        say.by_starter(f"page.way.{attempt.way or Way.FORM}"),
        reason(say, attempt),
        say("page.until", count=sight.minutes_until(sight.visit.link.expires_at)),
    )
    return Page(
        "intro",
        _what(sight),
        lines,
        _notice(sight),
        _facts(sight),
        form=Form(Act.BEGIN, (), say.texts.plain("page.button.begin")),
        buttons=(not_me(sight),),
        small=(came_from(sight),),
    )


def _what(sight: Sight) -> Markup:
    is_new = sight.visit.view.account is None
    return sight.say("page.head.connect" if is_new else "page.head.password")


def _facts(sight: Sight) -> tuple[tuple[Markup, str], ...]:
    say, account = sight.say, sight.visit.view.account
    return (
        (say("page.fact.who"), say.by_starter("page.who")),
        (say("page.fact.account"), say("page.account.new") if account is None else say("page.account")),
        (say("page.fact.through"), clean(say.facts["provider"])),
    )


def _notice(sight: Sight) -> Markup | None:
    return None if sight.said is None else sight.say(f"page.said.{sight.said}")


def _form(sight: Sight) -> Page:
    say = sight.say
    return Page(
        "form",
        say("page.head.form"),
        (say.by_starter("page.form"), say("page.until", count=sight.minutes_until(_form_until(sight)))),
        _notice(sight),
        form=sign_in_form(say, sight.manifest, sight.attempt, sight.said),
        buttons=ways_out(sight),
        small=(came_from(sight),),
    )


def _form_until(sight: Sight) -> float:
    return min(sight.visit.link.expires_at, sight.attempt.answer_by)


def _working(sight: Sight) -> Page:
    say = sight.say
    return Page(
        "working",
        say("page.head.working"),
        (say(f"page.working.{_working_on(sight)}"), say("page.working.meanwhile", bot=sight.bot)),
        _notice(sight),
        follows=True,
        is_busy=True,
        look_again=say.texts.plain("page.button.look_again"),
        buttons=ways_out(sight),
        small=(came_from(sight),),
    )


def _working_on(sight: Sight) -> str:
    if sight.attempt.state is State.UNSURE:
        return "unsure"
    return "answered" if sight.attempt.call in ANSWERS else "signing_in"


def _parting(sight: Sight) -> Page:
    """Lead back to the chat: nothing more can be done here, for what expired is begun anew there alone."""
    say, is_done = sight.say, sight.attempt.state is State.CONNECTED
    return Page(
        "done" if is_done else "expired",
        say("page.head.done" if is_done else "page.head.expired"),
        (say("page.done" if is_done else "page.expired"),),
        outside=(back(say.texts, sight.bot),),
        buttons=(not_me(sight),),
        small=(came_from(sight),),
    )


def _failed(sight: Sight) -> Page:
    say, ended = sight.say, outcome(sight.attempt)
    key = f"page.failed.{ended}" if ended in _OWN_TEXT else f"ended.creator.{ended}"
    name = "unclear" if ended == Own.ACCOUNT_UNCLEAR else "failed"
    return Page(
        name,
        say(f"page.head.{name}"),
        (say(key),),
        _notice(sight),
        buttons=(*_again(sight), not_me(sight)),
        outside=(back(say.texts, sight.bot, Look.OTHER),),
        small=(came_from(sight),),
    )


def _again(sight: Sight) -> tuple[Button, ...]:
    plain = sight.say.texts.plain
    if sight.may_force:
        return (Button(Act.FORCE, plain("button.force"), Look.MAIN),)
    may_help = another_try_may_help(sight.attempt) or outcome(sight.attempt) in _HER_PASSWORD_HELPS
    return (Button(Act.AGAIN, plain("page.button.again"), Look.MAIN),) if may_help else ()
