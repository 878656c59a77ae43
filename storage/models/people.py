"""People and their places: teams, managers, creators, and the ways in and over. They know no login."""

from __future__ import annotations

from dataclasses import field

from pydantic.dataclasses import dataclass

from storage.models.strict import STRICT
from storage.models.words import AskMode, InvitationState, ManagerState, MoveState


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
