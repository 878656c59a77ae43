"""The closed words of the rows, and what belongs together among them. They know no row."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an attempt stands; `bot.relay.states` holds what may follow what."""

    ASKED = "asked"
    STARTING = "starting"
    WORKING = "working"
    CODE_NEEDED = "code_needed"
    LINK_NEEDED = "link_needed"
    SUBMITTING = "submitting"
    UNSURE = "unsure"
    CONNECTED = "connected"
    FAILED = "failed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OVER = frozenset({State.CONNECTED, State.FAILED, State.DECLINED, State.CANCELLED, State.EXPIRED})
LIVE = frozenset(State) - OVER - {State.ASKED}
CALLING = frozenset({State.STARTING, State.SUBMITTING})


class Purpose(StrEnum):
    """What an attempt is for."""

    CONNECT = "connect"
    RECONNECT = "reconnect"
    STEP_UP = "step_up"


class Way(StrEnum):
    """By which page a connection is made: the provider's in a frame, our form, or the platform's app."""

    HOSTED = "hosted"
    FORM = "form"
    APP = "app"


class Action(StrEnum):
    """What a manager says that a step-up is for; nobody can check it."""

    PAYOUT = "payout"
    BANK_DETAILS = "bank_details"
    ACCOUNT_SETTINGS = "account_settings"
    OTHER = "other"


class CallKind(StrEnum):
    """Which call that must not be repeated is claimed while an attempt is submitting."""

    CODE = "code"
    CONFIRM = "confirm"
    SEND = "send"
    RESEND = "resend"


class Why(StrEnum):
    """The closed list of reasons that a prompt can give for a login."""

    NOT_GIVEN = "not_given"
    SESSION_EXPIRED = "session_expired"
    OWN_WISH = "own_wish"


class AskMode(StrEnum):
    """What the creator chose when she agreed."""

    ASK_FIRST = "ask_first"
    START = "start"


class ManagerState(StrEnum):
    """A person who pressed the managers' link is a candidate until the owner says yes."""

    CANDIDATE = "candidate"
    LISTED = "listed"
    REMOVED = "removed"


class InvitationState(StrEnum):
    """An invitation is open, then opened by one person, then used; or void."""

    OPEN = "open"
    OPENED = "opened"
    USED = "used"
    VOID = "void"


class MoveState(StrEnum):
    """A move is open, then opened by one account, confirmed by the number, and done; or void."""

    OPEN = "open"
    OPENED = "opened"
    CONFIRMED = "confirmed"
    DONE = "done"
    VOID = "void"


MOVING = frozenset({MoveState.OPEN, MoveState.OPENED, MoveState.CONFIRMED})


class By(StrEnum):
    """Who lets codes be typed again after too many wrong ones; both have to."""

    CREATOR = "creator"
    OWNER = "owner"


class Audience(StrEnum):
    """Whose chat a card is in."""

    TEAM = "team"
    CREATOR = "creator"


class Errand(StrEnum):
    """What an entry of the outbox does."""

    SEND = "send"
    DELETE = "delete"
