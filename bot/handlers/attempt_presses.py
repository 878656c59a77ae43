"""The buttons on the cards of attempts: whose they are is checked at each press; the relay does the rest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.cards.buttons import Press, Verb, parse
from bot.cards.notices import PUT_OFF, later_choices, what_to_check, who_is_this
from bot.handlers.acting import manager_of, person_here, refuse_who_left, sender
from bot.handlers.allowing import allow
from bot.handlers.answers import clear
from bot.handlers.connect_links import page_address, send_link
from bot.handlers.lifting import press_lift
from bot.handlers.not_me import stop_by_account, stop_everything
from bot.handlers.renewing import agree, ask_anew, read_it
from bot.handlers.signing_out import press_sign_out
from bot.handlers.strays import press_stray
from bot.handlers.unclear import press_hers
from bot.people.problems import Problem, Refusal
from bot.relay.reactions import Reaction
from bot.relay.wishing import start_over

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cards.message import Message
    from bot.handlers.turn import Turn
    from bot.locales import Texts
    from bot.relay.work import Work
    from storage import Attempt, AttemptView, Person, Unit

OF_ACCOUNTS: dict[Verb, Callable[[Turn, Press], Awaitable[None]]] = {
    Verb.HERS: press_hers,
    Verb.LIFT: press_lift,
    Verb.SIGN_OUT: press_sign_out,
    Verb.SIGN_OUT_STRAY: press_stray,
}
"""What is done to an account, and asks a provider or changes no attempt."""

OF_MANAGERS = frozenset({Verb.CANCEL, Verb.REMIND})
"""What managers press, also whoever is none any more: in a public group everybody can press."""

ALERTS = frozenset({Reaction.NOT_YOURS})
"""What has to be read, not just noticed."""


async def press(turn: Turn) -> None:
    """Do what the button says, and answer with what came of it."""
    query = turn.update.callback_query
    pressed = parse(query.data if query is not None else None)
    if pressed is None:
        raise Refusal(Problem.OLD_BUTTON)
    if pressed.verb in OF_ACCOUNTS:
        await OF_ACCOUNTS[pressed.verb](turn, pressed)
        return
    if pressed.verb in OF_MANAGERS:
        await _require_a_member(turn, pressed)
    async with turn.effect() as work:
        reaction = await _act(turn, work, pressed)
    if reaction is not None:
        turn.toast(turn.texts.plain(f"reaction.{reaction}"), alert=reaction in ALERTS)


async def _act(turn: Turn, work: Work, pressed: Press) -> Reaction | None:
    if pressed.verb is Verb.ALLOW:
        return await allow(turn, work)
    if pressed.verb is Verb.NOT_ME_BY_ACCOUNT:
        return await stop_by_account(turn, work, pressed)
    attempt = await _attempt_of(work.unit, pressed)
    if pressed.verb in OF_MANAGERS:
        return await _by_manager(turn, work, pressed.verb, attempt)
    reaction = await _by_creator(turn, work, pressed, attempt)
    if reaction is Reaction.AGREE_FIRST:
        await ask_anew(turn, work, attempt.team_id, await person_here(turn, work))
    return reaction


async def _attempt_of(unit: Unit, pressed: Press) -> Attempt:
    attempt = await unit.attempts.get(pressed.parts[0]) if pressed.parts else None
    if attempt is None:
        raise Refusal(Problem.OLD_BUTTON)
    return attempt


async def _require_a_member(turn: Turn, pressed: Press) -> None:
    """Refuse a manager who has left the group, before anything is held for the effect."""
    async with turn.store.read() as unit:
        desk = await manager_of(turn, unit, (await _attempt_of(unit, pressed)).team_id)
    await refuse_who_left(turn.bot, desk)


async def _by_manager(turn: Turn, work: Work, verb: Verb, attempt: Attempt) -> Reaction:
    desk = await manager_of(turn, work.unit, attempt.team_id)
    if verb is Verb.CANCEL:
        return await turn.relay.cancel(work, attempt.id, desk.manager)
    return await turn.relay.remind(work, attempt.id, desk.manager)


async def _by_creator(turn: Turn, work: Work, pressed: Press, attempt: Attempt) -> Reaction | None:
    person = await work.unit.people.by_telegram_id(sender(turn).id)
    if person is None or person.id != attempt.creator_id:
        return Reaction.NOT_YOURS
    if _asks_of_an_earlier_challenge(pressed, attempt):
        return Reaction.OVER
    if pressed.verb is Verb.READ:
        await read_it(turn, work, attempt, person)
        return None
    if pressed.verb is Verb.AGREE_ANEW:
        await agree(turn, work, pressed, attempt, person)
        pressed = Press(Verb.READY if attempt.way is None else Verb.OPEN, (attempt.id,))
    relay = turn.relay
    plain: dict[Verb, Callable[[Work, str, str], Awaitable[Reaction]]] = {
        Verb.READY: relay.ready,
        Verb.DECLINE: relay.decline,
        Verb.START_OVER: partial(start_over, relay),
        Verb.CONFIRM: relay.confirm,
        Verb.NOT_ME: lambda work, _attempt_id, _creator_id: stop_everything(turn, work, attempt, person),
    }
    if pressed.verb in plain:
        return await plain[pressed.verb](work, attempt.id, person.id)
    return await _answer_her(turn, work, pressed, attempt, person)


async def _answer_her(
    turn: Turn, work: Work, pressed: Press, attempt: Attempt, person: Person
) -> Reaction | None:
    """Do what may end in a message to her."""
    if pressed.verb in {Verb.OPEN, Verb.FORCE}:
        return await _open(turn, work, pressed.verb, attempt, person)
    if pressed.verb is Verb.LATER:
        return await _later(turn, work, pressed, attempt, person)
    if pressed.verb is Verb.NOTHING_CAME:
        return await _nothing_came(turn, work, attempt, person)
    await _who(turn, work, attempt)
    return None


async def _open(turn: Turn, work: Work, verb: Verb, attempt: Attempt, person: Person) -> Reaction | None:
    """Send her a link to the connect page; nothing is minted while there is no page."""
    page_address(turn)
    act = turn.connections.force if verb is Verb.FORCE else turn.connections.open
    opened = await act(work, attempt.id, person.id)
    if opened.token is None:
        return opened.reaction
    await send_link(turn, work, person, opened.token)
    return None


def _asks_of_an_earlier_challenge(pressed: Press, attempt: Attempt) -> bool:
    """Tell whether the button stands under a prompt whose challenge is no longer the open one."""
    if pressed.verb not in {Verb.NOTHING_CAME, Verb.CONFIRM} or len(pressed.parts) == 1:
        return False
    return pressed.parts[1] != str(attempt.challenge)


async def _later(turn: Turn, work: Work, pressed: Press, attempt: Attempt, person: Person) -> Reaction | None:
    """Put it off, or ask until when."""
    if len(pressed.parts) == 1:
        await _show(turn, work, attempt, later_choices)
        return None
    seconds = pressed.parts[1]
    if seconds not in {str(wait) for wait in PUT_OFF.values()}:
        raise Refusal(Problem.OLD_BUTTON)
    await clear(turn, work)
    return await turn.relay.later(work, attempt.id, person.id, float(seconds))


async def _nothing_came(turn: Turn, work: Work, attempt: Attempt, person: Person) -> Reaction | None:
    """Have it sent again; where that cannot be, say what to check, with a way to start over."""
    reaction = await turn.relay.nothing_came(work, attempt.id, person.id)
    if reaction is not Reaction.CANNOT_RESEND:
        return reaction
    await _show(turn, work, attempt, what_to_check)
    return None


async def _who(turn: Turn, work: Work, attempt: Attempt) -> None:
    """Show who asks."""
    manager = None if attempt.manager_id is None else await work.unit.managers.get(attempt.manager_id)
    person = None if manager is None else await work.unit.people.get(manager.person_id)
    shown = partial(
        who_is_this,
        bot_username=turn.bot.username,
        manager_telegram_id=None if person is None else person.telegram_id,
    )
    await _show(turn, work, attempt, shown)


async def _show(
    turn: Turn, work: Work, attempt: Attempt, write: Callable[[AttemptView, Texts, str], Message]
) -> None:
    """Send her a message about the attempt."""
    view = await work.unit.attempts.view(attempt.id)
    if view is None:
        raise Refusal(Problem.OLD_BUTTON)
    label = turn.relay.providers[attempt.provider].manifest.label
    await turn.say(work, view.creator.telegram_id, write(view, turn.texts, label))
