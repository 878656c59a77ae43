"""What happens to the chats themselves: the bot is added, removed, blocked; a group gets another id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
import telegram
from telegram.error import ChatMigrated, TelegramError

from bot.handlers.acting import LOOK_SECONDS, chat_of, is_owner, sender
from bot.handlers.answers import reply, saying, tell_owners, tell_team
from bot.people import teams
from bot.people.who import seats_of

if TYPE_CHECKING:
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Person, Team

log = structlog.get_logger()

LEAVE_SECONDS = 5.0
SUPERGROUPS = -1_000_000_000_000
"""Ids of supergroups are below, those of basic groups above."""
_OUT = frozenset({telegram.ChatMember.LEFT, telegram.ChatMember.BANNED})


async def own_membership(turn: Turn) -> None:
    """Note that somebody blocked the bot or took it back, or that a group added or removed it."""
    change = turn.update.my_chat_member
    if change is None:
        return
    is_in = change.new_chat_member.status not in _OUT
    was_in = change.old_chat_member.status not in _OUT
    if chat_of(turn).type == telegram.Chat.PRIVATE:
        await _reachable(turn, reachable=is_in)
    elif is_in and not was_in:
        await _added(turn)
    elif was_in and not is_in:
        await _removed(turn)


async def migrated(turn: Turn) -> None:
    """Keep the team when its group becomes a supergroup; both chats tell of it, in any order."""
    message = turn.update.message
    if message is None:
        return
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    async with turn.effect() as work:
        await teams.migrate(work, old, new)


async def _reachable(turn: Turn, *, reachable: bool) -> None:
    async with turn.store.read() as unit:
        known = await unit.people.by_telegram_id(sender(turn).id)
    if known is None or known.reachable == reachable:
        return
    async with turn.effect() as work:
        if reachable:
            await work.unit.people.set_reachable(known.id, reachable=True)
        else:
            await turn.relay.unreachable(work, known.id)
        await _tell_teams(turn, work, known, "creator.back" if reachable else "creator.gone")


async def _tell_teams(turn: Turn, work: Work, person: Person, key: str) -> None:
    for seat in await seats_of(work.unit, person):
        await tell_team(turn, work, seat.team, saying(key, name=seat.enrolment.name))


async def _added(turn: Turn) -> None:
    """Stay where an owner added the bot, and in the groups of teams; leave any other."""
    async with turn.store.read() as unit:
        team = await unit.teams.by_chat(chat_of(turn).id)
        basic = [one for one in await unit.teams.all() if one.chat_id > SUPERGROUPS]
    if team is None and chat_of(turn).type == telegram.Chat.SUPERGROUP:
        before = await _migrated_here(turn, basic)
        if before is not None:
            async with turn.effect() as work:
                await teams.migrate(work, before.chat_id, chat_of(turn).id)
            return
    if is_owner(turn):
        said = saying("group.added") if team is None else saying("group.back", agency=team.title)
        async with turn.effect() as work:
            await reply(turn, work, said)
        return
    if team is not None:
        return
    try:
        await turn.bot.leave_chat(chat_of(turn).id, read_timeout=LEAVE_SECONDS)
    except TelegramError as error:
        log.info("group_not_left", error=type(error).__name__)


async def _migrated_here(turn: Turn, basic: list[Team]) -> Team | None:
    """Find the team whose basic group has become this supergroup.

    Telegram tells of that as of any group which the bot is added to, and only afterwards of the migration;
    whoever asks about the old group is told at once where it has gone.
    """
    for team in basic:
        try:
            await turn.bot.get_chat_member(team.chat_id, sender(turn).id, read_timeout=LOOK_SECONDS)
        except ChatMigrated as migrated:
            if migrated.new_chat_id == chat_of(turn).id:
                return team
        except TelegramError as error:
            log.info("group_not_seen", error=type(error).__name__)
    return None


async def _removed(turn: Turn) -> None:
    async with turn.effect() as work:
        team = await work.unit.teams.by_chat(chat_of(turn).id)
        if team is not None:
            await tell_owners(turn, work, saying("group.removed", agency=team.title))
