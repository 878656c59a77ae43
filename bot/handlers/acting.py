"""Who acts: the manager, creator or owner behind an update, checked anew for every act."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import structlog
from telegram import ChatMember, ChatMemberRestricted
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.people.problems import Problem, Refusal
from bot.people.who import desk_in_chat, desk_of_team

if TYPE_CHECKING:
    import telegram

    from bot.handlers.turn import Turn
    from bot.people.who import Desk
    from bot.relay.work import Work
    from storage import Person, Unit

log = structlog.get_logger()

LOOK_SECONDS = 5.0
_INSIDE = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_NOT_THERE = ("user not found", "participant_id_invalid", "member not found", "user_not_participant")


class Membership(Enum):
    """What Telegram says about a person's place in a group."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNSEEN = "unseen"
    UNANSWERED = "unanswered"


async def membership(bot: telegram.Bot, chat_id: int, telegram_id: int) -> Membership:
    """Ask Telegram who is a member: UNSEEN where it does not tell us, UNANSWERED where it is away."""
    try:
        member = await bot.get_chat_member(chat_id, telegram_id, read_timeout=LOOK_SECONDS)
    except BadRequest as error:
        return Membership.OUTSIDE if _says_not_there(error) else Membership.UNSEEN
    except TelegramError as error:
        log.info("membership_not_known", error=type(error).__name__)
        return Membership.UNSEEN if isinstance(error, Forbidden) else Membership.UNANSWERED
    inside = member.status in _INSIDE or (isinstance(member, ChatMemberRestricted) and member.is_member)
    return Membership.INSIDE if inside else Membership.OUTSIDE


async def require_membership(bot: telegram.Bot, desk: Desk) -> None:
    """Refuse a manager who has left the group, or of whom Telegram does not tell."""
    found = await membership(bot, desk.team.chat_id, desk.person.telegram_id)
    if found is Membership.OUTSIDE:
        raise Refusal(Problem.LEFT_THE_GROUP, agency=desk.team.title)
    if found is Membership.UNSEEN:
        raise Refusal(Problem.UNSEEN)
    if found is Membership.UNANSWERED:
        raise Refusal(Problem.TELEGRAM_AWAY)


async def refuse_who_left(bot: telegram.Bot, desk: Desk) -> None:
    """Refuse a manager who has left the group; where Telegram does not tell, that one is still there.

    For what is open the last answer holds: nobody has to wait for Telegram to end a login.
    """
    if await membership(bot, desk.team.chat_id, desk.person.telegram_id) is Membership.OUTSIDE:
        raise Refusal(Problem.LEFT_THE_GROUP, agency=desk.team.title)


def sender(turn: Turn) -> telegram.User:
    """Give whoever caused the update; every route here has somebody."""
    user = turn.update.effective_user
    if user is None:
        raise Refusal(Problem.NOT_LISTED)
    return user


def chat_of(turn: Turn) -> telegram.Chat:
    """Give the chat that the update came from."""
    chat = turn.update.effective_chat
    if chat is None:
        raise Refusal(Problem.NOT_A_TEAM)
    return chat


async def manager_here(turn: Turn, unit: Unit) -> Desk:
    """Give the listed manager who wrote in the group."""
    return await desk_in_chat(unit, chat_of(turn).id, sender(turn).id)


async def member_manager_here(turn: Turn) -> Desk:
    """Give the listed manager who wrote in the group and still is its member.

    Telegram may take its time to tell: what is done in the effect looks the manager up again.
    """
    async with turn.store.read() as unit:
        desk = await manager_here(turn, unit)
    await require_membership(turn.bot, desk)
    return desk


async def manager_of(turn: Turn, unit: Unit, team_id: str) -> Desk:
    """Give the listed manager who pressed a button of the team."""
    return await desk_of_team(unit, team_id, sender(turn).id)


async def person_here(turn: Turn, work: Work) -> Person:
    """Give the person behind the update, if the bot has to do with that person."""
    person = await work.unit.people.by_telegram_id(sender(turn).id)
    if person is None:
        raise Refusal(Problem.NOT_YOURS)
    return person


async def known_here(turn: Turn, work: Work) -> Person:
    """Note the person behind the update, who has written in private and so can be reached."""
    user = sender(turn)
    person = await work.unit.people.ensure(
        user.id, user.first_name, user.username, user.language_code, work.now
    )
    await work.unit.people.set_reachable(person.id, reachable=True)
    return person


def is_owner(turn: Turn) -> bool:
    """Tell whether an owner caused the update."""
    return sender(turn).id in turn.config.owner_ids


def require_owner(turn: Turn) -> None:
    """Refuse everybody but an owner."""
    if not is_owner(turn):
        raise Refusal(Problem.NOT_AN_OWNER)


def _says_not_there(error: BadRequest) -> bool:
    text = error.message.lower().replace(" ", "_")
    return any(sign.replace(" ", "_") in text for sign in _NOT_THERE)
