"""The buttons that are not about an attempt: what they carry, and how they are read.

Callback data is `choice:part:part`, as that of the attempts' buttons is, and as little trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.cards.buttons import DATA_LIMIT


class Choice(StrEnum):
    """What pressing a button asks for; the parts that follow it stand in the comment."""

    SETUP = "setup"  # nothing
    TEARDOWN = "teardown"  # team
    KEEP = "keep"  # nothing: the question goes away, as an owner or in private wishes
    ENLIST = "enlist"  # manager
    TURN_DOWN = "turndown"  # manager
    REMOVE = "remove"  # manager
    GO_ON = "goon"  # invitation
    AGREE = "agree"  # invitation, mode, language
    NOT_HER = "nother"  # invitation
    NEW_INVITATION = "invitenew"  # invitation that is void
    UNDO = "undo"  # enrolment
    RENEW = "renew"  # enrolment, version of the text that she agrees to
    NO_THANKS = "nothanks"  # invitation
    PAGE = "page"  # enrolment, page
    PICK = "pick"  # enrolment, handle of the account
    LIST_FOR = "listfor"  # enrolment
    MINE = "mine"  # account
    NOT_MINE = "notmine"  # account
    LOGIN_CREATOR = "creator"  # enrolment[, platform]
    LOGIN_ACCOUNT = "login"  # account
    CONNECT = "connect"  # enrolment[, platform or handle of the target[, way[, proxy]]]
    STEP_UP_CREATOR = "stepupfor"  # enrolment
    STEP_UP = "stepup"  # account[, action]
    STEP_UP_ALLOW = "stepupyes"  # enrolment[, manager who wishes it]
    STEP_UP_REFUSE = "stepupno"  # enrolment[, manager]
    TEAM_STEP_UP = "teamstepup"  # team, on or off
    TEAM_SETTINGS = "teamsettings"  # team
    SETTINGS_PAGE = "settingspage"  # page
    DISCONNECT_CREATOR = "disconnectfor"  # enrolment
    DISCONNECT = "disconnect"  # account
    SIGN_OUT = "signout"  # account: it is disconnected[, manager who wishes it]
    STAY = "stay"  # account that its creator or the owner keeps connected, manager who wishes otherwise
    UNASSIGNED = "unassigned"  # page
    ASSIGNED = "assigned"  # page
    ASSIGN = "assign"  # handle of the account[, page]
    ASSIGN_TO = "assignto"  # handle of the account, team
    REMOVE_PROXY = "removeproxy"  # team
    HISTORY = "history"  # [enrolment, ]page
    AUDIT = "audit"  # team
    AUDIT_PAGE = "auditpage"  # page
    FORGET = "forget"  # nothing: whoever pressed is to be forgotten
    FORGET_UNDO = "forgetundo"  # nothing
    PAUSE = "pause"  # how long
    RESUME = "resume"  # nothing
    FREEZE = "freeze"  # enrolment
    THAW = "thaw"  # nothing
    STAY_STOPPED = "staystopped"  # nothing
    MOVE = "move"  # enrolment
    STOP_MOVE = "stopmove"  # move
    LEAVE = "leave"  # enrolment
    MODE = "mode"  # enrolment, mode
    LANGUAGE = "language"  # language
    LEFT_SIGN_OUT = "leftsignout"  # account of a team that she has left


_PARTS = {
    Choice.SETUP: {0},
    Choice.KEEP: {0},
    Choice.HISTORY: {1, 2},
    Choice.FORGET: {0},
    Choice.FORGET_UNDO: {0},
    Choice.RESUME: {0},
    Choice.THAW: {0},
    Choice.STAY_STOPPED: {0},
    Choice.MODE: {2},
    Choice.AGREE: {3},
    Choice.RENEW: {2},
    Choice.PAGE: {2},
    Choice.PICK: {2},
    Choice.LOGIN_CREATOR: {1, 2},
    Choice.CONNECT: {1, 2, 3, 4},
    Choice.STEP_UP: {1, 2},
    Choice.STEP_UP_ALLOW: {1, 2},
    Choice.STEP_UP_REFUSE: {1, 2},
    Choice.SIGN_OUT: {1, 2},
    Choice.STAY: {2},
    Choice.TEAM_STEP_UP: {2},
    Choice.ASSIGN: {1, 2},
    Choice.ASSIGN_TO: {2},
}
"""How many parts may follow, where it is not one."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What came back with a button press."""

    choice: Choice
    parts: tuple[str, ...]


def choose(choice: Choice, *parts: str) -> str:
    """Make callback data; ValueError for what Telegram would not take."""
    made = ":".join((choice, *parts))
    if len(made.encode()) > DATA_LIMIT:
        reason = f"callback data cannot carry {len(parts)} such parts for {choice}"
        raise ValueError(reason)
    return made


def chosen(made: str | None) -> Chosen | None:
    """Read callback data; None for what `choose` never makes."""
    choice, *parts = (made or "").split(":")
    if choice not in set(Choice) or not all(parts) or len(parts) not in _PARTS.get(Choice(choice), {1}):
        return None
    return Chosen(Choice(choice), tuple(parts))
