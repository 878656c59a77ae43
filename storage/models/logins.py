"""Accounts, the runs of getting them signed in, and what those need. They know no message."""

from __future__ import annotations

from dataclasses import field
from typing import Final

from pydantic.dataclasses import dataclass

from storage.models.people import Enrolment, Manager, Person, Team
from storage.models.strict import STRICT
from storage.models.words import Action, By, CallKind, Purpose, State, Way, Why

OWN_PROXY: Final = "own"
"""What an attempt's `proxy` says where the provider is to dial out through the team's own."""


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
    arrival_unsure: bool = False  # nobody knows whether the call has reached the provider
    gates: int = 0
    wrong_codes: int = 0
    unjudged_codes: int = 0  # handed over, and nobody will learn whether they were wrong
    passed: str | None = None  # the channels whose code was accepted, with blanks between
    prompted_at: float | None = None  # when she was first asked something that she had not begun herself
    put_off_until: float | None = None  # the time that she chose to be asked again at
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
class Lift:
    """A word by which codes for a creator's accounts on a platform may go on after too many wrong ones."""

    id: str
    creator_id: str
    platform: str
    said_by: By
    said_at: float


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
