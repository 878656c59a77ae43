"""What people type that is no command: her code in private, and digits where they do not belong.

The text is a Secret at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import MessageOriginUser
from telegram.constants import ChatID

from bot.handlers.acting import chat_of, sender
from bot.handlers.answers import reply, saying, tell
from bot.people.problems import Refusal
from bot.people.who import desk_in_chat, roles_of
from bot.relay.answers import Typed
from bot.relay.codes import has_digits
from bot.relay.reactions import Reaction
from providers.secret import Secret
from storage.models import LIVE

if TYPE_CHECKING:
    import telegram

    from bot.handlers.answers import Saying
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.people.who import Roles
    from bot.relay.work import Work
    from storage import Unit

FEWEST_DIGITS, MOST_DIGITS = 4, 10
WITHOUT_ATTEMPT = frozenset({Reaction.NO_ATTEMPT})


def read_typed(message: telegram.Message) -> Typed:
    """Take what was typed out of the message."""
    text = message.text if message.text is not None else message.caption
    return Typed(
        message_id=message.message_id,
        date=message.date.timestamp(),
        text=None if text is None else Secret(text),
        is_photo=bool(message.photo),
        is_forwarded=message.forward_origin is not None,
        is_telegrams=_is_telegrams(message),
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
    )


def _is_telegrams(message: telegram.Message) -> bool:
    """Tell whether it comes from Telegram's service account, or answers what does."""
    answered, elsewhere = message.reply_to_message, message.external_reply
    origins = (
        message.forward_origin,
        None if answered is None else answered.forward_origin,
        None if elsewhere is None else elsewhere.origin,
    )
    senders = [origin.sender_user for origin in origins if isinstance(origin, MessageOriginUser)]
    return any(
        user is not None and user.id == ChatID.SERVICE_CHAT
        for user in (*senders, None if answered is None else answered.from_user)
    )


async def private_message(reception: Reception, turn: Turn) -> None:
    """Take what a creator types to the relay; anybody else is told what this bot is for."""
    message = turn.update.message
    if message is None:
        return
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
        other = None if roles.seats else await _for_others(unit, roles, message)
    if other is not None:
        await reception.respond(turn, other)
        return
    async with turn.effect() as work:
        await _typed(turn, work, read_typed(message))


async def group_message(turn: Turn) -> None:
    """Digits in the group are never used: hers are deleted and explained to her, a manager's are answered."""
    message = turn.update.message
    if message is None or not _is_code_like(message.text):
        return
    async with turn.store.read() as unit:
        team = await unit.teams.by_chat(chat_of(turn).id)
        person = await unit.people.by_telegram_id(sender(turn).id)
        if team is None or person is None:
            return
        enrolled = await unit.enrolments.find(team.id, person.id)
        waiting = await _waited_for(unit, team.id)
        listed = await _is_listed(turn, unit)
    if enrolled is not None:
        async with turn.effect() as work:
            await turn.delete(work, chat_of(turn).id, message.message_id)
            await tell(turn, work, person, saying("code.in_the_group"))
    elif listed and waiting is not None:
        async with turn.effect() as work:
            await reply(turn, work, saying("code.only_she", name=waiting))


async def _typed(turn: Turn, work: Work, typed: Typed) -> None:
    """Her message disappears once it is answered, if it may hold a code."""
    person = await work.unit.people.by_telegram_id(sender(turn).id)
    if person is None:
        return
    reaction = await turn.relay.typed(work, person, typed)
    if reaction.hides or (typed.shows_something and reaction not in WITHOUT_ATTEMPT):
        await turn.delete(work, chat_of(turn).id, typed.message_id)
    if not reaction.silent:
        await reply(turn, work, saying(f"reaction.{reaction}"))


async def _for_others(unit: Unit, roles: Roles, message: telegram.Message) -> Saying:
    """Say what there is to say to somebody who is not a creator."""
    if roles.stranger or roles.invited:
        return saying("start.stranger" if roles.stranger else "start.invited")
    if message.text is not None and has_digits(Secret(message.text)):
        for desk in roles.desks:
            waiting = await _waited_for(unit, desk.team.id)
            if waiting is not None:
                return saying("code.only_she", name=waiting)
    return saying("typed.nothing")


async def _waited_for(unit: Unit, team_id: str) -> str | None:
    """Give the team's name for a creator whose code is being waited for."""
    for attempt in await unit.attempts.open_of_team(team_id):
        enrolment = await unit.enrolments.find(team_id, attempt.creator_id)
        if attempt.state in LIVE and enrolment is not None:
            return enrolment.name
    return None


async def _is_listed(turn: Turn, unit: Unit) -> bool:
    try:
        await desk_in_chat(unit, chat_of(turn).id, sender(turn).id)
    except Refusal:
        return False
    return True


def _is_code_like(text: str | None) -> bool:
    """Tell whether a text is digits alone, however grouped: other numbers in a group are its own talk."""
    digits = "".join(text.split()).replace("-", "") if text else ""
    return digits.isdecimal() and FEWEST_DIGITS <= len(digits) <= MOST_DIGITS
