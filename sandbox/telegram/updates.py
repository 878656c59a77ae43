"""The queue of updates for the bot: what is pending, what the bot asked to be told, whose turn it is to poll.

Knows no chat and no HTTP.

Rules: https://core.telegram.org/bots/api#getting-updates and tdlib/telegram-bot-api.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.telegram.changes import Changes
from sandbox.telegram.errors import ApiError
from sandbox.telegram.formatting import Json

_OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = ON_REQUEST | {"message", "edited_message", "callback_query", "my_chat_member"}


@dataclass(frozen=True, slots=True)
class Update:
    """One update; updates of one `lane` reach a webhook in order."""

    id: int
    kind: str
    body: Json
    lane: tuple[str, int]


@dataclass(slots=True)
class Turn:
    """One getUpdates call that may be held; `ended` is the refusal it answers with if it lost its turn."""

    ended: ApiError | None = None


class UpdateQueue:
    """Pending updates in order of their ids."""

    def __init__(self, changes: Changes) -> None:
        """Begin empty, at an id that looks like a real one."""
        self._changes = changes
        self._next_id = 100_000_000 + secrets.randbelow(800_000_000)
        self._turn: Turn | None = None
        self._allowed: frozenset[str] | None = None
        self.pending: list[Update] = []
        self.history: list[Update] = []
        self.unconfirmed_polls = 0

    @property
    def allowed(self) -> list[str]:
        """What the bot asked for by name; empty if it never did."""
        return sorted(self._allowed or ())

    @property
    def is_polled(self) -> bool:
        """Whether a poll is being held."""
        return self._turn is not None

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember allowed_updates: None leaves the setting, an empty list restores the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def emit(self, kind: str, payload: Json, lane: tuple[str, int]) -> None:
        """Queue an update if the bot wants its kind."""
        wanted = kind in self._allowed if self._allowed is not None else kind not in ON_REQUEST
        if not wanted:
            return
        update = Update(self._next_id, kind, {"update_id": self._next_id, kind: payload}, lane)
        self._next_id += 1
        self.pending.append(update)
        self.history.append(update)
        self._changes.happened()

    def confirm(self, offset: int) -> None:
        """Forget what lies before `offset`; a negative one leaves that many of the last updates.

        While `unconfirmed_polls` is positive, a confirmation counts it down and is lost: all comes again.
        """
        if self.unconfirmed_polls > 0 and offset > 0:
            self.unconfirmed_polls -= 1
        elif offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [update for update in self.pending if update.id >= offset]
        self._changes.happened()

    def delivered(self, update: Update) -> None:
        """Forget an update that a webhook has taken."""
        self.pending = [other for other in self.pending if other.id != update.id]
        self._changes.happened()

    def deliver_again(self, update_id: int) -> None:
        """Put an update that was already taken back into the queue."""
        again = [update for update in self.history if update.id == update_id]
        self.pending = sorted(
            {update.id: update for update in [*self.pending, *again]}.values(), key=lambda update: update.id
        )
        self._changes.happened()

    def drop(self) -> None:
        """Forget everything that is pending."""
        self.pending = []
        self._changes.happened()

    def new_turn(self) -> Turn:
        """Begin a poll; the one that is held, if any, loses its turn."""
        self.end_turn(ApiError(409, f"Conflict: {_OTHER_POLL}"))
        self._turn = Turn()
        self._changes.happened()
        return self._turn

    def finish_turn(self, turn: Turn) -> None:
        """End a poll that got its answer."""
        if self._turn is turn:
            self._turn = None

    def end_turn(self, refusal: ApiError) -> None:
        """Let the poll that is held, if any, answer with this refusal."""
        if self._turn is not None:
            self._turn.ended = refusal
        self._turn = None
        self._changes.happened()
