"""Attempts of Stella's in every state, as the database would give them.

Ids and names are fixed, so that a leak is found by them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.locales import Texts
from bot.relay.asks import Again, write_ask
from bot.relay.endings import Ending, Own
from providers.logins import Platform
from providers.steps import Channel, CodeNeeded, LinkKind, LinkNeeded, Reason
from storage.models import (
    Account,
    AskMode,
    Attempt,
    AttemptView,
    Consent,
    Enrolment,
    Manager,
    ManagerState,
    Person,
    Purpose,
    State,
    Team,
    Why,
)

if TYPE_CHECKING:
    from bot.cards.message import Face, Message

NOW = 1_800_000_000.0
ENGLISH = Texts.of("en")
PROVIDER = "OnlyFansKit"
STELLA_ID = 7_000_000_001
MIA_ID = 7_000_000_002
GROUP_ID = -1_007_000_000_003
USERNAME = "stella_private_handle"
FIRST_NAME = "Estelle"
ACCOUNT_ID = "acct_5a17"
LABEL = "@stella"
COMMAND = 41
THREAD = 5
HINT = "…42"
MASKED = "s•••a@mail.example"
ENDINGS: tuple[Ending, ...] = (*Reason, *Own)

ATTEMPT = Attempt(
    id="A" * 22,
    team_id="team",
    creator_id="stella",
    account_id="account",
    manager_id="mia",
    provider="onlyfanskit",
    platform=Platform.ONLYFANS,
    purpose=Purpose.RECONNECT,
    why=Why.NOT_GIVEN,
    state=State.STARTING,
    created_at=NOW,
    state_since=NOW,
    answer_by=NOW + 600,
    ends_at=NOW + 2400,
    due_at=NOW,
    command_message_id=COMMAND,
    thread_id=THREAD,
)

ACCOUNT = Account(
    id="account",
    team_id="team",
    creator_id="stella",
    provider="onlyfanskit",
    platform=Platform.ONLYFANS,
    external_id=ACCOUNT_ID,
    label=LABEL,
    created_at=NOW - 86_400,
    confirmed_at=NOW - 86_400,
)

VIEW = AttemptView(
    attempt=ATTEMPT,
    account=ACCOUNT,
    creator=Person(
        id="stella",
        telegram_id=STELLA_ID,
        first_name=FIRST_NAME,
        username=USERNAME,
        language="en",
        created_at=NOW,
    ),
    enrolment=Enrolment(
        id="enrolment",
        team_id="team",
        creator_id="stella",
        name="Stella",
        mode=AskMode.START,
        consent=Consent(version=1, language="en", digest="d", at=NOW),
    ),
    team=Team(id="team", chat_id=GROUP_ID, title="Moonlight Agency", created_at=NOW),
    manager=Manager(
        id="mia", team_id="team", person_id="mia", name="Mia", state=ManagerState.LISTED, created_at=NOW
    ),
    ended_by=None,
)


def view(**changes: Any) -> AttemptView:  # noqa: ANN401 - the fields of an attempt, checked by its model
    """Give a view whose attempt differs in the named fields.

    It has no manager where she started it, and no account where none is named.
    """
    attempt = replace(ATTEMPT, **changes)
    return replace(
        VIEW,
        attempt=attempt,
        account=None if attempt.account_id is None else ACCOUNT,
        manager=None if attempt.manager_id is None else VIEW.manager,
    )


def code(channel: Channel = Channel.SMS, *, again: Again = Again.NO, **step: Any) -> dict[str, Any]:  # noqa: ANN401 - the fields of a step
    """Give the fields of an attempt that waits for a code."""
    told = {"rejected": again is Again.PRESUMED_WRONG} | step
    asked = CodeNeeded(resume="", challenge="c", channel=channel, **told)
    return _asking(State.CODE_NEEDED, write_ask(asked, NOW + 600, again))


def link(
    kind: LinkKind = LinkKind.SELFIE,
    *,
    again: Again = Again.NO,
    **step: Any,  # noqa: ANN401 - the fields of a step
) -> dict[str, Any]:
    """Give the fields of an attempt that waits for what is behind a link."""
    asked = LinkNeeded(resume="", challenge="c", kind=kind, **step)
    return _asking(State.LINK_NEEDED, write_ask(asked, NOW + 600, again))


def _asking(state: State, ask: str) -> dict[str, Any]:
    return {"state": state, "challenge": 1, "gates": 1, "ask": ask}


def only(faces: tuple[Face, ...]) -> Face:
    """Give the face that counts; the others settle what it has replaced."""
    face, *replaced = faces
    assert all(other.only_edit and not other.message.buttons for other in replaced)
    return face


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.buttons]


def seen(message: Message) -> str:
    """Give the text as a client shows it that knows no times."""
    return re.sub(r"</?tg-time[^>]*>", "", message.text)


def lines(message: Message) -> list[str]:
    return seen(message).split("\n")


def all_of_a_message(message: Message) -> str:
    """Give everything that goes to Telegram with it, buttons included."""
    return "\n".join([message.text, *(str(button) for row in message.buttons for button in row)])
