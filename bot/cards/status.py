"""The list of accounts behind `/status`: hers with names and buttons, the team's without either.

The group sees the team's name for her, the platform and the state alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.buttons import Verb, data, grid
from bot.cards.message import Button, Message
from bot.cards.wording import account_name, lift_button, message, where
from bot.locales import clock_time, relative_time
from bot.relay.gates import Gate
from storage.models import OVER, State
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from bot.locales import Texts
    from storage.models import Account, Attempt, Enrolment, Team

LINES = 19
"""How many accounts a list shows, so that a message of any names stays within Telegram's 4,096 characters."""
BUTTONS = 10
CODES_STOPPED = "codes_stopped"

_MARKS = {
    "connected": "✅",
    "connected_before": "✅",
    "over": "❌",
    "blocked": "🛑",
    "frozen": "🧊",
    "paused": "⏸",
    CODES_STOPPED: "✋",
    "unconfirmed": "▫️",
    "never": "▫️",
}
_UNDER_WAY = "⏳"


@dataclass(frozen=True, slots=True)
class StatusLine:
    """An account with its place in a team, its newest attempt and the newest that connected, if there were.

    `account` None stands for a first connection, whose attempt is to bring one. `number` tells the account
    from her others on the platform, None where there is no other. `is_stopped` tells that it stands still
    after too many wrong codes.
    """

    enrolment: Enrolment
    account: Account | None
    attempt: Attempt | None
    connected: Attempt | None = None
    number: int | None = None
    shut: Gate | None = None
    is_stopped: bool = False

    @property
    def platform(self) -> str:
        """Name where the account is, or is to be."""
        if self.account is not None:
            return self.account.platform
        return "" if self.attempt is None else self.attempt.platform

    @property
    def state(self) -> str:
        """Name what there is to say of the account."""
        if self.account is not None and self.account.confirmed_at is None:
            return "unconfirmed"
        if self.attempt is None:
            return "never"
        if self.is_stopped:
            return CODES_STOPPED
        state = _state_of(self.attempt)
        return "connected_before" if state == "over" and self.connected is not None else state

    @property
    def is_unproven(self) -> bool:
        """Tell whether she has said that it is hers, and answered nothing on it so far."""
        account = self.account
        return account is not None and account.confirmed_at is not None and account.proven_at is None

    @property
    def state_in_the_group(self) -> str:
        """Name what the group sees of it: while nothing may begin for her, why that is so alone."""
        return self.state if self.shut is None or self.state == "unconfirmed" else self.shut.value


def status_creator(
    texts: Texts, lines: Sequence[StatusLine], shut: Gate | None = None, *, is_lifting: bool = False
) -> Message:
    """List her accounts, with a button for each that can be signed in, or the way back from "Not me".

    `is_lifting` tells that she has gone that way: it needs no button any more.
    """
    blocked = shut is Gate.BLOCKED
    warning = [texts("status.blocked")] if blocked else []
    listed = [_line(texts, "status.line.creator", line, line.state) for line in lines[:LINES]]
    head = texts("status.head") if lines else texts("status.empty")
    sign_ins = [] if shut else [*_sign_ins(texts, lines), *_lifts(texts, lines)]
    way_back = [] if is_lifting else [_allow(texts)]
    buttons = way_back if blocked else sign_ins
    return message([*warning, head, *listed, *_more(texts, lines)], grid(*buttons))


def status_team(
    texts: Texts, team: Team, lines: Sequence[StatusLine], *, thread: int | None = None
) -> Message:
    """List the team's accounts."""
    listed = [_line(texts, "status.line.team", line, line.state_in_the_group) for line in lines[:LINES]]
    head = texts("status.team.head", agency=team.title) if lines else texts("status.team.empty")
    return message([head, *listed, *_more(texts, lines)], thread=thread)


def _state_of(attempt: Attempt) -> str:
    if attempt.state in OVER:
        return "connected" if attempt.state is State.CONNECTED else "over"
    if attempt.state is State.ASKED:
        return "asked"
    return "waiting" if attempt.state in {State.CODE_NEEDED, State.LINK_NEEDED} else "working"


def _line(texts: Texts, key: str, line: StatusLine, state: str) -> Markup:
    return texts(
        key,
        mark=_MARKS.get(state, _UNDER_WAY),
        creator=line.enrolment.name,
        platform=texts(f"platform.{line.platform}"),
        where=where(texts, line.platform, line.number),
        account=account_name(texts, line.account, line.number),
        state=_words(texts, line, state),
    )


def _words(texts: Texts, line: StatusLine, state: str) -> Markup:
    """Say how it stands; of an account that counts, also that nobody has answered a code on it so far."""
    said = _state_words(texts, line, state)
    return texts("status.unproven", state=said) if line.is_unproven and state == line.state else said


def _state_words(texts: Texts, line: StatusLine, state: str) -> Markup:
    times: dict[str, Markup] = {}
    if line.attempt is not None:
        times = {
            "at": clock_time(line.attempt.state_since),
            "until": clock_time(line.attempt.answer_by),
            "left": relative_time(texts, line.attempt.answer_by, before="until"),
        }
    if line.connected is not None:
        times["before"] = clock_time(line.connected.state_since)
    return texts(f"status.state.{state}", creator=line.enrolment.name, **times)


def _more(texts: Texts, lines: Sequence[StatusLine]) -> list[Markup]:
    left_out = len(lines) - LINES
    return [texts("status.more", count=left_out)] if left_out > 0 else []


def _sign_ins(texts: Texts, lines: Sequence[StatusLine]) -> list[Button]:
    """Make a button for each account whose newest attempt came to nothing."""
    return [
        Button(
            texts.plain("button.sign_in", account=account_name(texts, line.account, line.number)),
            data(Verb.START_OVER, line.attempt.id),
        )
        for line in lines
        if line.attempt is not None and line.state in {"over", "connected_before"}
    ][:BUTTONS]


def _lifts(texts: Texts, lines: Sequence[StatusLine]) -> list[Button]:
    """Make one button for each platform on which codes stand still until she and the owner let them go on."""
    stopped = [Target(line.enrolment.creator_id, line.platform) for line in lines if line.is_stopped]
    return [lift_button(texts, target) for target in dict.fromkeys(stopped)]


def _allow(texts: Texts) -> Button:
    return Button(texts.plain("button.allow_again"), data(Verb.ALLOW))
