"""A move on its way: the new account's link, the number that confirms it, and who may stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import chat_of, is_owner, person_here, sender
from bot.handlers.answers import Offer, clear, reply, saying, tell, tell_owners
from bot.handlers.choices import Choice, choose
from bot.handlers.numbers import Affair
from bot.locales import Texts, day
from bot.people.moving import Newcomer, numbers_awaited_of, open_move, stop_move, take_number
from bot.people.problems import Problem, Refusal
from bot.people.who import desks_of

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.handshake import Awaited
    from bot.relay.work import Work
    from storage import Move, Person, Unit


async def open_link(turn: Turn, token: str) -> None:
    """Show the number to whoever followed the link, of whom no row is made before it takes effect."""
    user = sender(turn)
    newcomer = Newcomer(user.id, user.first_name, user.username, user.language_code)
    if is_owner(turn):
        raise Refusal(Problem.MOVE_KNOWN)
    async with turn.effect() as work:
        before = await work.unit.moves.by_token(token)
        move = await open_move(work, token, newcomer)
        await reply(turn, work, saying("move.number", number=move.number or "", bot=turn.bot.username))
        if before is not None and before.state is not move.state:
            not_her = (Offer("button.not_her", choose(Choice.STOP_MOVE, move.id)),)
            await _tell_passer(turn, work, move, saying("move.opened", not_her, name=await _name(work, move)))


async def press_stop(turn: Turn, chosen: Chosen) -> None:
    """End a move by her old chat's word, or by the word of who asks for the number."""
    async with turn.effect() as work:
        move = await work.unit.moves.get(chosen.parts[0])
        by_staff = move is not None and await _passes_on(turn, work, move)
        person = None if by_staff else await person_here(turn, work)
        stopped = await stop_move(work, chosen.parts[0], person)
        await clear(turn, work)
        await reply(turn, work, saying("move.stopped.staff" if by_staff else "move.stopped"))
        await _tell_new(turn, work, stopped)
        if not by_staff:
            report = saying("move.stopped.report", name=await _name(work, stopped))
            await tell_owners(turn, work, report)
            await _tell_passing_manager(turn, work, stopped, report)


def moves(owners: frozenset[int]) -> Affair:
    """Give the numbers of moves as what somebody may type."""

    async def awaited(unit: Unit, person: Person, now: float) -> tuple[Awaited, ...]:
        return await numbers_awaited_of(unit, person, now, owners)

    return Affair(awaited, _typed)


async def _typed(turn: Turn, work: Work, _person: Person, awaited: Awaited, is_right: bool) -> None:  # noqa: FBT001 - an affair's fixed signature
    move = await take_number(work, awaited.subject, is_right=is_right)
    name = await _name(work, move)
    if not is_right:
        await reply(turn, work, saying("move.wrong_number", name=name))
        await _tell_new(turn, work, move)
        return
    at = move.effect_at or work.now
    if at <= work.now:
        await reply(turn, work, saying("move.confirmed.now", name=name))
        return
    await reply(turn, work, saying("move.confirmed", name=name, when=day(turn.texts, at)))
    await _say_when(turn, work, move, at)


async def _say_when(turn: Turn, work: Work, move: Move, at: float) -> None:
    """Tell both chats of hers from when on the new one is hers; the old one can stop it until then."""
    creator = await work.unit.people.get(move.person_id)
    if creator is not None and creator.reachable:
        stop = (Offer("button.stop_move", choose(Choice.STOP_MOVE, move.id)),)
        when = day(Texts.of(creator.reads), at)
        await tell(turn, work, creator, saying("move.confirmed.old", stop, when=when))
    texts = Texts.of(move.language)
    said = saying("move.confirmed.new", when=day(texts, at)).message(texts)
    if move.telegram_id is not None:
        await turn.say(work, move.telegram_id, said)


async def _passes_on(turn: Turn, work: Work, move: Move) -> bool:
    """Tell whether it is for the sender to say who has followed the link."""
    if move.manager_id is None:
        return is_owner(turn)
    desks = await desks_of(work.unit, sender(turn).id)
    return is_owner(turn) or any(desk.manager.id == move.manager_id for desk in desks)


async def _tell_passer(turn: Turn, work: Work, move: Move, said: Saying) -> None:
    """Tell the manager who passes the link on, or where there is none the owners."""
    if move.manager_id is None:
        await tell_owners(turn, work, said)
    else:
        await _tell_passing_manager(turn, work, move, said)


async def _tell_passing_manager(turn: Turn, work: Work, move: Move, said: Saying) -> None:
    manager = None if move.manager_id is None else await work.unit.managers.get(move.manager_id)
    person = None if manager is None else await work.unit.people.get(manager.person_id)
    if person is not None and person.reachable:
        await tell(turn, work, person, said)


async def _tell_new(turn: Turn, work: Work, move: Move) -> None:
    """Tell the account that followed the link that nothing comes of it."""
    if move.telegram_id is not None and move.telegram_id != chat_of(turn).id:
        said = saying("move.ended.new").message(Texts.of(move.language))
        await turn.say(work, move.telegram_id, said)


async def _name(work: Work, move: Move) -> str:
    """Name her as the team of who passes the link on does."""
    manager = None if move.manager_id is None else await work.unit.managers.get(move.manager_id)
    places = await work.unit.enrolments.of_creator(move.person_id)
    names = [one.name for one in places if manager is None or one.team_id == manager.team_id]
    return names[0] if names else "?"
