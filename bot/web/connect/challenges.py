"""The pages that ask her for something: a code, or something behind a link or in an app. They are pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.cards.prompts import what_for
from bot.relay.asks import Again, read_whole_ask
from bot.web.connect.forms import code_form
from bot.web.connect.outside import app_link, picture, web_host, web_origin
from bot.web.connect.pieces import Act, Button, Frame, Look, Outside, Page
from bot.web.connect.shared import came_from, ways_out
from bot.web.connect.sight import clock_time
from providers.steps import Channel, CodeNeeded, LinkKind, LinkNeeded

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.relay.asks import Ask
    from bot.web.connect.sight import Sight


def challenge_page(sight: Sight) -> Page | None:
    """Give the page of the open challenge; None where none is open."""
    ask = read_whole_ask(sight.attempt.ask)
    if ask is None:
        return None
    match ask.step:
        case CodeNeeded() as step:
            return _code(sight, ask, step)
        case LinkNeeded(kind=LinkKind.HOSTED) as step:
            return _hosted(sight, step)
        case LinkNeeded() as step if app_link(step.app_link) is not None:
            return _app(sight, ask, step)
        case LinkNeeded() as step:
            return _link(sight, ask, step)
        case _:
            assert_never(ask.step)


def _code(sight: Sight, ask: Ask, step: CodeNeeded) -> Page:
    say = sight.say
    lines = (
        *_where_to_look(sight, step),
        say.by_starter(f"does.code.{what_for(sight.attempt)}"),
        say("page.code.telegram", bot=sight.bot),
    )
    return Page(
        "code",
        say("page.head.code"),
        lines,
        _notice(sight, ask),
        form=code_form(say, sight.attempt, is_wrong=step.rejected or sight.said is not None),
        follows=True,
        buttons=ways_out(sight),
        small=(say("prompt.never_telegram"), came_from(sight)),
    )


def _where_to_look(sight: Sight, step: CodeNeeded) -> tuple[Markup, ...]:
    until = clock_time(sight.attempt.answer_by)
    if step.mailed_link:
        still = "sms" if step.channel is Channel.SMS else "code"
        return (sight.say("prompt.mailed_link"), sight.say(f"prompt.mailed_link.{still}", until=until))
    if step.rejected:
        return (sight.say(f"prompt.newest.{step.channel}", until=until),)
    if step.hint is None:
        return (sight.say(f"prompt.{step.channel}", until=until),)
    return (sight.say(f"prompt.{step.channel}.hint", until=until, hint=step.hint),)


def _notice(sight: Sight, ask: Ask) -> Markup | None:
    """Say what came of her last act: of what she typed just now, else of the code before."""
    if sight.said is not None:
        return sight.say(f"page.said.{sight.said}")
    step = ask.step
    if isinstance(step, CodeNeeded) and step.rejected:
        tries = step.tries_left
        return sight.say("prompt.rejected.tries", count=tries) if tries else sight.say("prompt.rejected")
    is_other_way = isinstance(step, CodeNeeded) and step.mailed_link and ask.again is Again.RESENT
    if ask.again is Again.NO or is_other_way:
        return None
    is_link = ask.again is Again.NOT_SENT and isinstance(step, LinkNeeded)
    return sight.say("prompt.again.not_sent.link" if is_link else f"prompt.again.{ask.again}")


def _hosted(sight: Sight, step: LinkNeeded) -> Page:
    """Show the provider's page in a frame, unless its link is none that may be embedded."""
    say, origin, host = sight.say, web_origin(step.url), web_host(step.url)
    if step.url is None or origin is None or host is None or origin == sight.origin:
        lines: tuple[Markup, ...] = (say("page.hosted.missing"),)
        frame = None
    else:
        lines = (say("page.hosted", host=host), say("page.hosted.then"))
        frame = Frame(step.url, origin, say("page.hosted.frame"))
    return Page(
        "hosted",
        say("page.head.hosted"),
        lines,
        None if sight.said is None else say(f"page.said.{sight.said}"),
        frame=frame,
        follows=True,
        look_again=say.texts.plain("page.button.finished"),
        buttons=ways_out(sight),
        small=(came_from(sight),),
    )


def _app(sight: Sight, ask: Ask, step: LinkNeeded) -> Page:
    say, link = sight.say, str(app_link(step.app_link))
    return Page(
        "app",
        say("page.head.app"),
        (say("page.app"), say.by_starter(f"does.link.{what_for(sight.attempt)}")),
        _notice(sight, ask),
        picture=picture(link, say.texts.plain("page.app.picture")),
        outside=(Outside("open-app", link, say.texts.plain("page.button.app"), Look.MAIN),),
        follows=True,
        look_again=_look_again(sight, step),
        buttons=(*_confirm(sight, step), *ways_out(sight)),
        small=(came_from(sight),),
    )


def _link(sight: Sight, ask: Ask, step: LinkNeeded) -> Page:
    say, until, host = sight.say, clock_time(sight.attempt.answer_by), web_host(step.url)
    where = (
        say(f"link.{step.kind}", until=until)
        if host is None
        else say(f"link.{step.kind}.url", until=until, host=host)
    )
    then = (say("link.then_confirm"),) if step.needs_confirmation else ()
    openers = _openers(sight, step.url, host)
    return Page(
        "link",
        say(f"page.head.{step.kind}"),
        (where, *then, say.by_starter(f"does.link.{what_for(sight.attempt)}")),
        _notice(sight, ask),
        outside=openers,
        follows=True,
        look_again=_look_again(sight, step),
        buttons=(*_confirm(sight, step, Look.OTHER if openers else Look.MAIN), *ways_out(sight)),
        small=(came_from(sight),),
    )


def _openers(sight: Sight, url: str | None, host: Markup | None) -> tuple[Outside, ...]:
    """Lead to the link, its whole host on the button: its end is what tells a look-alike."""
    if url is None or host is None:
        return ()
    label = sight.say.texts.plain("page.button.open", host=host)
    return (Outside("open-link", url, label, Look.MAIN, new_tab=True),)


def _confirm(sight: Sight, step: LinkNeeded, look: Look = Look.OTHER) -> tuple[Button, ...]:
    label = sight.say.texts.plain("button.confirm")
    button = Button(Act.CONFIRM, label, look, sight.attempt.challenge)
    return (button,) if step.needs_confirmation else ()


def _look_again(sight: Sight, step: LinkNeeded) -> str | None:
    return None if step.needs_confirmation else sight.say.texts.plain("page.button.finished")
