"""What the repositories take and return: frozen values, opened and validated.

They know no SQL, and of the world outside only that ids of people and chats are Telegram's. Times are seconds
since the epoch, from the caller's clock. Each field says where it is kept: what is not marked *sealed* stands
in a plain column.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import Final

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

STRICT = ConfigDict(hide_input_in_errors=True, extra="forbid")

OWN_PROXY: Final = "own"
"""What an attempt's `proxy` says where the provider is to dial out through the team's own."""


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


class Audience(StrEnum):
    """Whose chat a card is in."""

    TEAM = "team"
    CREATOR = "creator"


class Errand(StrEnum):
    """What an entry of the outbox does."""

    SEND = "send"
    DELETE = "delete"


DELETION_LIFE: Final = 47 * 3600.0
"""For how many seconds a deletion is tried; Telegram lets a bot delete a message for 48 hours."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Person:
    """Somebody on Telegram whom the bot has to do with; found by the keyed hash of the Telegram id."""

    id: str
    telegram_id: int  # sealed
    first_name: str  # sealed
    username: str | None = None  # sealed
    language: str | None = None  # sealed
    reachable: bool = True
    blocked_at: float | None = None  # since when "Not me" stops all her logins
    allowed_from: float | None = None  # from when on she has allowed them again
    paused_until: float | None = None  # she wants no logins before
    frozen_at: float | None = None  # since when staff have stopped everything of hers
    forget_at: float | None = None  # when she is forgotten by her own wish
    moved_at: float | None = None  # since when this Telegram account is hers
    chosen_language: str | None = None  # the one she chose here, before the one that Telegram tells
    created_at: float

    @property
    def reads(self) -> str | None:
        """Give the language in which to write to this person: the chosen one, else Telegram's."""
        return self.chosen_language or self.language


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Team:
    """An authorised group, found by the keyed hash of the chat id; `thread_id` is the cards' topic."""

    id: str
    chat_id: int  # sealed
    title: str  # sealed
    thread_id: int | None = None  # sealed
    created_at: float
    closed_at: float | None = None
    step_up_at: float | None = None  # since when the owner allows step-ups


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Manager:
    """A person's place in a team; the name is the one frozen at the listing.

    `listed_by` is the id of the owner who listed the person, None once that one is forgotten.
    """

    id: str
    team_id: str
    person_id: str
    name: str  # sealed
    state: ManagerState
    created_at: float
    listed_at: float | None = None
    listed_by: str | None = None
    removed_at: float | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Invitation:
    """A one-use link for a creator; found by the keyed hash of its token.

    `person_id` is who opened it, and since `shown_at` sees `number`, two digits. At `confirmed_at` the
    manager typed it.
    """

    id: str
    team_id: str
    manager_id: str
    name: str  # sealed
    state: InvitationState
    person_id: str | None = None
    created_at: float
    expires_at: float
    shown_at: float | None = None
    confirmed_at: float | None = None
    number: str | None = field(default=None, repr=False)  # sealed, in a column of its own


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Consent:
    """Which text a creator agreed to: its version, language and SHA-256, and when."""

    version: int
    language: str
    digest: str
    at: float


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Enrolment:
    """A creator's place in a team, with her consent.

    `name` is the team's name for her; unique in a team by its keyed hash while not ended. `enrolled_at` is
    None where a release that did not know it enrolled her: then she has agreed once, at `consent.at`.
    """

    id: str
    team_id: str
    creator_id: str  # Person.id
    name: str  # sealed
    mode: AskMode
    consent: Consent  # version, language, digest and time are plain
    enrolled_at: float | None = None
    ended_at: float | None = None
    step_up_at: float | None = None  # since when she agrees to be asked for step-ups


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Account:
    """A creator's account on a platform at a provider.

    It is unique by the keyed hash of (provider, external id) while not removed. It counts once `confirmed_at`
    (her Yes) is set, and is proven once she has answered a challenge on it.
    """

    id: str
    team_id: str
    creator_id: str
    provider: str
    platform: str
    external_id: str  # sealed
    label: str | None = None  # sealed
    created_at: float
    confirmed_at: float | None = None
    proven_at: float | None = None
    removed_at: float | None = None
    lift_by_creator_at: float | None = None  # when she let an account go on that had too many wrong codes
    lift_by_owner_at: float | None = None  # and when the owner did


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Attempt:
    """One run of getting an account signed in.

    `version` counts the changes of this row; `told` is the version that people have been shown. `due_at` is
    when somebody has to look at it next, None for never. `answer_by` is the end of what is being waited for
    in this state, `ends_at` the end of the whole attempt, `watch_until` how long an attempt that is over is
    still watched at the provider. `ask` is the relay's text of the open challenge. The lease (owner, until)
    lies outside this value: only the repository judges it, by the database's clock.
    """

    id: str
    team_id: str
    creator_id: str
    account_id: str | None  # None until a first connection has named it
    manager_id: str | None  # None: she started it herself
    provider: str
    platform: str
    purpose: Purpose
    why: Why
    way: Way | None = None  # None: not by our page
    action: Action | None = None  # what a step-up is said to be for
    force: bool = False  # connect although the provider says that the account is connected
    state: State
    version: int = 0
    told: int = -1
    asked_first: bool = False  # she has been asked whether now is good; False while ASKED: it waits
    offers: int = 0  # how often she has been asked that
    challenge: int = 0
    call: CallKind | None = None
    gates: int = 0
    wrong_codes: int = 0
    passed: str | None = None  # the channels whose code was accepted, with blanks between
    prompted_at: float | None = None  # when she was first asked something that she had not begun herself
    started_at: float | None = None  # when the start was claimed
    created_at: float
    state_since: float
    submitted_at: float | None = None
    answer_by: float
    ends_at: float
    due_at: float | None
    watch_until: float | None = None
    ending: str | None = None  # a closed reason, for what failed
    ended_by: str | None = None  # Manager.id
    command_message_id: int | None = None  # sealed
    thread_id: int | None = None  # sealed
    proxy: str | None = None  # a country's two letters, or OWN_PROXY; sealed, in a column of its own
    ask: str | None = field(default=None, repr=False)  # sealed
    resume: str | None = field(default=None, repr=False)  # sealed, in a column of its own


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AttemptView:
    """An attempt with everybody and everything that a card about it names.

    `account` is None until a first connection has named it. `number` tells the account from the creator's
    other confirmed ones on the platform in the team, None where there is no other: counted from 1, in the
    order in which they were linked.
    """

    attempt: Attempt
    account: Account | None
    creator: Person
    enrolment: Enrolment
    team: Team
    manager: Manager | None
    ended_by: Manager | None
    number: int | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ConnectLink:
    """A one-use link to an attempt's connect page, found by the keyed hash of its token.

    An attempt has one at most. `browser_hash` is the keyed hash of the cookie of the browser it is bound to.
    """

    id: str
    attempt_id: str
    browser_hash: str | None = None
    created_at: float
    expires_at: float
    used_at: float | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Move:
    """A creator's way to another Telegram account, by a one-use link found by the keyed hash of its token.

    What is sealed is of the account that has opened it, which sees `number`. The link goes to the manager, or
    with None to the owner.
    """

    id: str
    person_id: str
    manager_id: str | None
    state: MoveState
    created_at: float
    expires_at: float
    effect_at: float | None = None  # when the new account takes the old one's place
    number: str | None = field(default=None, repr=False)  # sealed
    telegram_id: int | None = None  # sealed
    first_name: str | None = None  # sealed
    username: str | None = None  # sealed
    language: str | None = None  # sealed


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OwnProxy:
    """The team's own proxy, through which a provider dials out to the platform; we never dial it."""

    id: str
    team_id: str
    host: str  # sealed
    port: int  # sealed
    username: str | None = None  # sealed
    password: str | None = field(default=None, repr=False)  # sealed
    created_at: float


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Assignment:
    """Which team the owner gave a provider's account; one by the keyed hash of (provider, external id)."""

    id: str
    team_id: str
    provider: str
    platform: str
    external_id: str  # sealed
    label: str | None = None  # sealed
    created_at: float


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Card:
    """A message about an attempt in one chat.

    `slot` tells one message of an attempt from the next; `shown` is a digest of what it shows.
    """

    id: str
    attempt_id: str
    audience: Audience
    slot: str
    message_id: int | None = None  # sealed; None while the sending is claimed or its outcome unknown
    shown: str | None = None  # sealed
    has_buttons: bool = False
    created_at: float


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OutboxEntry:
    """Something to do in a chat that no row derives.

    `key` is unique for ever, so it is done once however often it is asked for. For SEND `body` is the
    rendered message (wiped once sent), for DELETE `message_id` is what to delete. `attempt_id` and
    `challenge` stand where a reply to the message counts as a reply to that challenge. A SEND with a
    `delete_at` becomes the DELETE of its message once it is sent. One that is `passing` leaves no row then.
    """

    id: str
    key: str
    errand: Errand
    chat_id: int  # sealed
    body: str | None = field(default=None, repr=False)  # sealed
    message_id: int | None = None  # sealed
    attempt_id: str | None = None
    challenge: int | None = None
    urgent: bool = False
    created_at: float
    due_at: float
    give_up_at: float
    delete_at: float | None = None
    passing: bool = False
    tries: int = 0
    done_at: float | None = None
