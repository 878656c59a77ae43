"""Moves a creator to another Telegram account: the agency knows her by a number, and her old chat has a day.

The person stays the same, with consent, limits and blocks; only the account behind her changes. It knows no
chat and no texts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.people.handshake import Awaited, drawn_number
from bot.people.problems import Problem, Refusal
from bot.people.who import desks_of
from bot.relay.endings import Own
from bot.relay.limits import DAY
from bot.relay.stopping import stop_all
from storage import new_id
from storage.models import MOVING, ManagerState, Move, MoveState, State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Enrolment, Manager, Person, Unit

LIFE: Final = DAY
"""Seconds for which the link can be used."""
DELAY: Final = DAY
"""Seconds from the number to the effect, in which her old chat can stop it."""
TOKEN_BYTES: Final = 32
_OPENABLE: Final = frozenset({MoveState.OPEN, MoveState.OPENED})


@dataclass(frozen=True, slots=True)
class Newcomer:
    """The Telegram account that has followed the link."""

    telegram_id: int
    first_name: str
    username: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A move with who it is, the manager who passes its link on (None: the owner), and the link's token."""

    move: Move
    creator: Person
    manager: Manager | None
    token: str


async def begin(work: Work, enrolment: Enrolment) -> Begun:
    """Make a link to another account, in place of an earlier move; Refusal for one who is staff too."""
    creator = await work.unit.people.lock(enrolment.creator_id)
    if creator is None or enrolment.ended_at is not None:
        raise Refusal(Problem.CREATOR_GONE)
    if await work.unit.managers.of_person(creator.id):
        raise Refusal(Problem.MOVE_STAFF, name=enrolment.name)
    earlier = await work.unit.moves.of_person(creator.id)
    if earlier is not None:
        await work.unit.moves.change(earlier, replace(earlier, state=MoveState.VOID))
    manager = await _inviter(work.unit, enrolment)
    move = Move(
        id=new_id(),
        person_id=creator.id,
        manager_id=None if manager is None else manager.id,
        state=MoveState.OPEN,
        created_at=work.now,
        expires_at=work.now + LIFE,
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await work.unit.moves.add(move, token)
    await _audit(work, move, "move_begun")
    return Begun(move, creator, manager, token)


async def open_move(work: Work, token: str, newcomer: Newcomer) -> Move:
    """Claim the link for the account that followed it, which may look again and is given a number.

    Refusal, one and the same, for whatever is wrong with the link; another for an account that is known here.
    """
    move = await work.unit.moves.by_token(token)
    if move is None or move.state not in _OPENABLE or not await _stands(work.unit, move, work.now):
        raise Refusal(Problem.INVITATION_DEAD)
    if await work.unit.people.by_telegram_id(newcomer.telegram_id) is not None:
        raise Refusal(Problem.MOVE_KNOWN)
    if move.state is MoveState.OPENED:
        if move.telegram_id != newcomer.telegram_id:
            raise Refusal(Problem.INVITATION_DEAD)
        return move
    opened = replace(
        move,
        state=MoveState.OPENED,
        number=drawn_number(),
        telegram_id=newcomer.telegram_id,
        first_name=newcomer.first_name,
        username=newcomer.username,
        language=newcomer.language,
    )
    if not await work.unit.moves.change(move, opened):
        raise Refusal(Problem.INVITATION_DEAD)
    await _audit(work, move, "move_opened")
    return opened


async def numbers_awaited_of(
    unit: Unit, person: Person, now: float, owners: frozenset[int]
) -> tuple[Awaited, ...]:
    """Give the numbers that this person, as a manager or an owner, has to ask for and type."""
    opened = await unit.moves.opened_by_manager(None) if person.telegram_id in owners else []
    for desk in await desks_of(unit, person.telegram_id):
        opened += await unit.moves.opened_by_manager(desk.manager.id)
    return tuple(
        Awaited(move.id, move.created_at, move.number)
        for move in opened
        if move.number is not None and now < move.expires_at
    )


async def take_number(work: Work, move_id: str, *, is_right: bool) -> Move:
    """Confirm by the right number, and void by a wrong one."""
    move = await work.unit.moves.get(move_id)
    if move is None or move.state is not MoveState.OPENED or not await _stands(work.unit, move, work.now):
        raise Refusal(Problem.NUMBER_LATE)
    if not is_right:
        return await _void(work, move, "move_voided")
    creator = await work.unit.people.get(move.person_id)
    waits = creator is not None and creator.reachable
    at = work.now + DELAY if waits else work.now
    confirmed = replace(move, state=MoveState.CONFIRMED, number=None, effect_at=at)
    if not await work.unit.moves.change(move, confirmed):
        raise Refusal(Problem.NUMBER_LATE)
    await _audit(work, move, "move_confirmed")
    return confirmed


async def stop_move(work: Work, move_id: str, person: Person | None) -> Move:
    """End a move by the word of her old chat, or with None of the staff; Refusal for anybody else."""
    move = await work.unit.moves.get(move_id)
    if move is None or (person is not None and move.person_id != person.id):
        raise Refusal(Problem.NOT_YOURS)
    if move.state not in MOVING:
        raise Refusal(Problem.OLD_BUTTON)
    return await _void(work, move, "move_stopped")


async def hasten(work: Work, move: Move) -> None:
    """Let a confirmed move take effect now: her old chat cannot be reached."""
    await work.unit.people.set_reachable(move.person_id, reachable=False)
    await work.unit.moves.change(move, replace(move, effect_at=work.now))


async def take_effect(work: Work, move: Move) -> Person | None:
    """Put the new account in the place of the old one, and end what is open; None where that cannot be.

    A freeze ends with it: whoever has the old account has nothing any more.
    """
    former = await work.unit.people.lock(move.person_id)
    current = await work.unit.moves.get(move.id)
    if former is None or current is None or current.state is not MoveState.CONFIRMED:
        return None
    telegram_id, first_name = current.telegram_id, current.first_name
    taken = telegram_id is None or await work.unit.people.by_telegram_id(telegram_id) is not None
    if taken or telegram_id is None or first_name is None:
        await _void(work, current, "move_voided")
        return None
    await stop_all(work, former.id, State.CANCELLED, Own.WITHDRAWN)
    await work.unit.attempts.move_creator(former.id)
    moved = replace(
        former,
        telegram_id=telegram_id,
        first_name=first_name,
        username=current.username,
        language=current.language,
        reachable=True,
        frozen_at=None,
        moved_at=work.now,
    )
    await work.unit.people.move(moved)
    done = replace(current, state=MoveState.DONE, telegram_id=None, first_name=None, username=None)
    await work.unit.moves.change(current, done)
    await _audit(work, move, "creator_moved")
    return former


async def _void(work: Work, move: Move, kind: str) -> Move:
    """End it; what it knows of the new account is given back once more, and kept no longer."""
    wiped = replace(move, state=MoveState.VOID, number=None, telegram_id=None, first_name=None, username=None)
    if not await work.unit.moves.change(move, wiped):
        raise Refusal(Problem.OLD_BUTTON)
    await _audit(work, move, kind)
    return replace(move, state=MoveState.VOID)


async def _stands(unit: Unit, move: Move, now: float) -> bool:
    """Tell whether the link can be used: in time, and passed on by somebody who is still listed."""
    manager = None if move.manager_id is None else await unit.managers.get(move.manager_id)
    is_listed = manager is not None and manager.state is ManagerState.LISTED
    return now < move.expires_at and (move.manager_id is None or is_listed)


async def _inviter(unit: Unit, enrolment: Enrolment) -> Manager | None:
    """Find the manager who invited her, if still listed and to be reached, by the audit of her enrolment."""
    managers = await unit.managers.of_team(enrolment.team_id)
    listed = {
        unit.audit.commitment(enrolment.team_id, one.id): one
        for one in managers
        if one.state is ManagerState.LISTED
    }
    she = unit.audit.commitment(enrolment.team_id, enrolment.creator_id)
    entries = await unit.audit.about(enrolment.team_id, [enrolment.creator_id, *(one.id for one in managers)])
    invited = [e for e in entries if e.kind == "creator_enrolled" and e.subjects.get("creator") == she]
    inviter = listed.get(invited[-1].subjects.get("manager", "")) if invited else None
    person = None if inviter is None else await unit.people.get(inviter.person_id)
    return inviter if person is not None and person.reachable else None


async def _audit(work: Work, move: Move, kind: str) -> None:
    subjects = {"creator": move.person_id, "manager": move.manager_id}
    for enrolment in await work.unit.enrolments.of_creator(move.person_id):
        await work.unit.audit.append(enrolment.team_id, kind, work.now, **subjects)
