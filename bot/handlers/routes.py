"""Which handler takes which update, in order: the first that matches has it; what matches none is ignored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from telegram.ext import filters

from bot.cards.buttons import parse
from bot.handlers import (
    accounts,
    allowing,
    assign,
    attempt_presses,
    attendance,
    audit,
    chats,
    choosing,
    codes,
    confirming,
    connect,
    consenting,
    disconnect,
    enrol,
    forget,
    freeze,
    history,
    invite,
    login,
    managers,
    move,
    moving,
    mydata,
    numbers,
    pause,
    proxy,
    questions,
    refusals,
    renewing,
    revoke,
    settings,
    setup,
    signing_out,
    start,
    status,
    stepup,
    undoing,
)
from bot.handlers.choices import Choice, chosen
from bot.handlers.commands import NAMES, given
from bot.handlers.dispatch import Route
from bot.handlers.reception import Reception

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    import telegram

    from bot.config import Config
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn

PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
GROUP = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS
OF_A_PERSON = ~filters.SenderChat.ALL & ~filters.VIA_BOT
"""Neither an anonymous admin, nor a channel, nor another bot's words."""
TYPED = filters.TEXT | filters.PHOTO

IN_GROUP = {
    "login": login.login,
    "status": status.team_status,
    "cancel": status.cancel,
    "creators": status.creators,
    "invite": invite.invite_creator,
    "accounts": accounts.accounts,
    "connect": connect.connect,
    "stepup": stepup.step_up_,
    "disconnect": disconnect.disconnect_in_group,
    "freeze": freeze.freeze_in_group,
    "setup": setup.setup,
    "teardown": setup.teardown,
}
IN_PRIVATE = {
    "accounts": accounts.accounts,
    "managers": managers.list_managers,
    "teams": managers.list_teams,
    "assign": assign.assign,
    "audit": audit.audit,
    "proxy": proxy.proxy,
    "disconnect": disconnect.disconnect_in_private,
    "freeze": freeze.freeze_in_private,
    "move": move.move,
}
FOR_ANYBODY = {
    "start": start.start,
    "status": status.own_status,
    "settings": settings.settings,
    "pause": pause.pause_,
    "revoke": revoke.revoke,
    "history": history.history,
    "mydata": mydata.mydata,
    "forget": forget.forget,
    "help": start.help_,
    "privacy": start.privacy,
    "id": start.own_id,
}
CHOICES = {
    Choice.SETUP: setup.press_setup,
    Choice.TEARDOWN: setup.press_teardown,
    Choice.KEEP: setup.press_keep,
    Choice.ENLIST: managers.press_enlist,
    Choice.TURN_DOWN: managers.press_turn_down,
    Choice.REMOVE: managers.press_remove,
    Choice.GO_ON: enrol.press_go_on,
    Choice.AGREE: consenting.press_agree,
    Choice.NOT_HER: confirming.press_not_her,
    Choice.NEW_INVITATION: confirming.press_new_invitation,
    Choice.UNDO: undoing.press_undo,
    Choice.RENEW: renewing.press_renew,
    Choice.NO_THANKS: enrol.press_no_thanks,
    Choice.PAGE: accounts.press_page,
    Choice.PICK: accounts.press_pick,
    Choice.LIST_FOR: accounts.press_list_for,
    Choice.MINE: questions.press_mine,
    Choice.NOT_MINE: questions.press_not_mine,
    Choice.LOGIN_CREATOR: login.press_creator,
    Choice.LOGIN_ACCOUNT: login.press_account,
    Choice.CONNECT: connect.press_connect,
    Choice.STEP_UP_CREATOR: stepup.press_creator,
    Choice.STEP_UP: stepup.press,
    Choice.STEP_UP_ALLOW: settings.press_allow,
    Choice.STEP_UP_REFUSE: settings.press_refuse,
    Choice.TEAM_STEP_UP: settings.press_team_step_up,
    Choice.TEAM_SETTINGS: settings.press_team,
    Choice.SETTINGS_PAGE: settings.press_page,
    Choice.DISCONNECT_CREATOR: disconnect.press_creator,
    Choice.DISCONNECT: disconnect.press_account,
    Choice.SIGN_OUT: signing_out.press_sign_out,
    Choice.STAY: signing_out.press_stay,
    Choice.UNASSIGNED: assign.press_page,
    Choice.ASSIGNED: assign.press_page,
    Choice.ASSIGN: assign.press_assign,
    Choice.ASSIGN_TO: assign.press_assign_to,
    Choice.REMOVE_PROXY: proxy.press_remove,
    Choice.HISTORY: history.press_page,
    Choice.AUDIT: audit.press_team,
    Choice.AUDIT_PAGE: audit.press_page,
    Choice.FORGET: forget.press_forget,
    Choice.FORGET_UNDO: forget.press_undo,
    Choice.PAUSE: pause.press_pause,
    Choice.RESUME: pause.press_resume,
    Choice.FREEZE: freeze.press_freeze,
    Choice.THAW: freeze.press_thaw,
    Choice.STAY_STOPPED: allowing.press_stay_stopped,
    Choice.MOVE: move.press_move,
    Choice.STOP_MOVE: moving.press_stop,
    Choice.LEAVE: revoke.press_leave,
    Choice.MODE: choosing.press_mode,
    Choice.LANGUAGE: choosing.press_language,
    Choice.LEFT_SIGN_OUT: revoke.press_sign_out,
}


AFFAIRS = (confirming.INVITATIONS,)
"""What is confirmed by a number that somebody types in private."""


def routes(config: Config) -> tuple[Route, ...]:
    """Give the routes; before there is an owner, /start in private alone is answered."""
    reception = Reception()
    if not config.owner_ids:
        return (_command(PRIVATE, "start", reception.guard(partial(start.set_up_mode, reception))),)
    everything = (*_chats(reception), *_commands(reception), *_presses(), *_words(config, reception))
    return tuple(Route(route.matches, reception.guard(route.handle)) for route in everything)


def _chats(reception: Reception) -> Iterator[Route]:
    yield Route(lambda update: update.my_chat_member, chats.own_membership)
    yield Route(attendance.left, attendance.hinted)
    yield Route((filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE).check_update, chats.migrated)
    yield Route(filters.UpdateType.EDITED_MESSAGE.check_update, partial(refusals.edited, reception))
    yield Route(_is_by_a_bot, _ignore)


def _commands(reception: Reception) -> Iterator[Route]:
    yield Route(refusals.is_disguised_command, refusals.disguised)
    for name, handle in IN_GROUP.items():
        yield _command(GROUP, name, handle)
    for name, handle in IN_PRIVATE.items():
        yield _command(PRIVATE, name, handle)
    for name, answer in FOR_ANYBODY.items():
        yield _command(PRIVATE, name, partial(answer, reception))
    yield _command(GROUP, "help", partial(start.help_, reception))
    yield _command(GROUP, "start", setup.started_in_group)
    yield Route(_is_ours, refusals.wrong_place)
    yield Route((PRIVATE & filters.COMMAND).check_update, refusals.unknown_command)


def _presses() -> Iterator[Route]:
    yield Route(_choice_of, _press_choice)
    yield Route(_is_press_on_attempt, attempt_presses.press)
    yield Route(lambda update: update.callback_query, refusals.old_button)


def _words(config: Config, reception: Reception) -> Iterator[Route]:
    affairs = (*AFFAIRS, moving.moves(config.owner_ids))
    yield Route(_is_number, partial(numbers.typed, affairs, reception))
    yield Route((PRIVATE & OF_A_PERSON & TYPED).check_update, partial(codes.private_message, reception))
    yield Route((GROUP & OF_A_PERSON & filters.TEXT).check_update, codes.group_message)


def _command(where: filters.BaseFilter, name: str, handle: Callable[[Turn], Awaitable[None]]) -> Route:
    def matches(update: telegram.Update) -> bool:
        command = given(update.message)
        return command is not None and command.name == name and bool(where.check_update(update))

    return Route(matches, handle)


def _choice_of(update: telegram.Update) -> Chosen | None:
    return chosen(update.callback_query.data) if update.callback_query else None


async def _press_choice(turn: Turn) -> None:
    made = _choice_of(turn.update)
    if made is not None:
        await CHOICES[made.choice](turn, made)


def _is_press_on_attempt(update: telegram.Update) -> bool:
    return update.callback_query is not None and parse(update.callback_query.data) is not None


def _is_ours(update: telegram.Update) -> bool:
    command = given(update.message)
    return command is not None and command.name in NAMES


def _is_number(update: telegram.Update) -> bool:
    return bool((PRIVATE & OF_A_PERSON).check_update(update)) and numbers.is_number(update.message)


def _is_by_a_bot(update: telegram.Update) -> bool:
    """Match another bot's messages; an anonymous admin's come from a bot too, and are answered."""
    message = update.message
    if message is None or message.from_user is None:
        return False
    return message.from_user.is_bot and message.sender_chat is None


async def _ignore(_turn: Turn) -> None:
    """Do nothing: another bot's words have no effect."""
