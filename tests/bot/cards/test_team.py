"""What the team's group sees of an attempt, and what it never sees."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Any

import pytest

from bot.cards.attempt import team_faces
from bot.cards.team import CARD, RING
from bot.relay.endings import Own
from providers.steps import Channel, LinkKind, Reason
from storage.models import CallKind, State
from tests.bot.cards.scenes import (
    ACCOUNT_ID,
    COMMAND,
    ENDINGS,
    ENGLISH,
    FIRST_NAME,
    GROUP_ID,
    HINT,
    LABEL,
    MASKED,
    MIA_ID,
    NOW,
    PROVIDER,
    STELLA_ID,
    THREAD,
    USERNAME,
    VIEW,
    all_of_a_message,
    code,
    labels,
    lines,
    link,
    view,
)

if TYPE_CHECKING:
    from bot.cards.message import Face, Message
    from storage.models import AttemptView

URL = "https://id.onlyfans.example/verify?t=1"
SCENES: list[dict[str, Any]] = [
    *({"state": state} for state in State if state not in {State.CODE_NEEDED, State.LINK_NEEDED}),
    {"state": State.ASKED, "asked_first": True, "offers": 1},
    {"state": State.ASKED, "offers": 1, "state_since": NOW + 60},
    *(code(channel, hint=hint) for channel, hint in product(Channel, [None, HINT, MASKED])),
    *(link(kind, url=url) for kind, url in product(LinkKind, [None, URL])),
    *(
        {"state": state, "challenge": challenge, "call": call}
        for state, challenge, call in product(
            [State.SUBMITTING, State.WORKING, State.UNSURE], [0, 1], [*CallKind, None]
        )
    ),
    *({"state": State.FAILED, "ending": ending, "challenge": 1} for ending in ENDINGS),
    {"state": State.DECLINED, "ending": Own.BLOCKED},
    {"state": State.EXPIRED, "offers": 1},
    {"state": State.EXPIRED, "challenge": 1},
]


def faces(shown: AttemptView) -> dict[str, Face]:
    return {face.slot: face for face in team_faces(shown, ENGLISH, PROVIDER, NOW)}


def card(**fields: Any) -> Message:  # noqa: ANN401 - the fields of an attempt
    return faces(view(**fields))[CARD].message


def state_line(**fields: Any) -> str:  # noqa: ANN401 - the fields of an attempt
    head, state = lines(card(**fields))
    assert head == "🔑 Stella · OnlyFans"
    return state


@pytest.mark.parametrize("starter", ["mia", None])
@pytest.mark.parametrize("fields", SCENES)
def test_the_group_sees_team_name_platform_and_state_and_nothing_else(
    fields: dict[str, Any], starter: str | None
) -> None:
    secrets = [USERNAME, FIRST_NAME, LABEL, ACCOUNT_ID, HINT, MASKED, URL, "id.onlyfans.example"]
    numbers = [str(STELLA_ID), str(MIA_ID), str(GROUP_ID)]
    for face in faces(view(**fields, manager_id=starter)).values():
        shown = all_of_a_message(face.message)
        assert [secret for secret in [*secrets, *numbers] if secret in shown] == []


@pytest.mark.parametrize("fields", SCENES)
def test_the_card_stands_in_the_topic_of_the_command_and_answers_nothing(fields: dict[str, Any]) -> None:
    face = faces(view(**fields))[CARD]
    assert (face.message.thread, face.message.reply_to, face.only_edit) == (THREAD, None, False)


@pytest.mark.parametrize(
    ("fields", "line", "buttons"),
    [
        ({}, "⏳ Signing in… · Mia", [["Cancel"]]),
        ({"manager_id": None}, "⏳ Signing in… · started by Stella", [["Cancel"]]),
        (
            {"state": State.ASKED, "asked_first": True, "offers": 1},
            "🕓 Asked Stella, valid until 08:10 UTC · Mia",
            [["Cancel"]],
        ),
        ({"state": State.ASKED}, "🕓 Waiting until another login of Stella is over", [["Cancel"]]),
        (code(Channel.SMS), "📲 Waiting for Stella · SMS · until 08:10 UTC", [["Remind", "Cancel"]]),
        (code(Channel.EMAIL), "📧 Waiting for Stella · e-mail · until 08:10 UTC", [["Remind", "Cancel"]]),
        (link(LinkKind.SELFIE), "🤳 Waiting for Stella · selfie · until 08:10 UTC", [["Remind", "Cancel"]]),
        (
            {"state": State.UNSURE, "challenge": 1, "call": CallKind.CODE},
            "❓ Not sure the code arrived; asking OnlyFansKit",
            [["Cancel"]],
        ),
        ({"state": State.CONNECTED, "state_since": NOW + 0.9}, "✅ Connected", []),
        ({"state": State.CONNECTED, "state_since": NOW + 41.7}, "✅ Connected · 41 s", []),
        ({"state": State.CONNECTED, "state_since": NOW + 125}, "✅ Connected · 2 min", []),
        ({"state": State.CONNECTED, "state_since": NOW + 7_300}, "✅ Connected · 2 h", []),
        ({"state": State.DECLINED, "ending": Own.BLOCKED}, "🛑 Stopped by Stella", []),
        (
            {"state": State.FAILED, "ending": Reason.KEY_REFUSED},
            "❌ OnlyFansKit refused this bot's key. The owner has to put a valid key into its settings.",
            [],
        ),
    ],
)
def test_the_card_says_how_it_stands(fields: dict[str, Any], line: str, buttons: list[list[str]]) -> None:
    assert state_line(**fields) == line
    assert labels(card(**fields)) == buttons


def test_one_of_several_accounts_has_its_number_on_card_and_ring() -> None:
    shown = faces(replace(view(state=State.EXPIRED, challenge=1), number=2))
    assert lines(shown[CARD].message)[0] == "🔑 Stella · OnlyFans 2"
    assert lines(shown[RING].message) == ["Stella · OnlyFans 2: no answer in time."]


def test_a_deadline_ticks_in_the_client() -> None:
    assert '<tg-time unix="1800000600" format="r">' in card(**code()).text


def test_a_rejected_code_changes_nothing_for_the_group() -> None:
    assert card(**code()).digest == card(**code(rejected=True, tries_left=2) | {"challenge": 2}).digest


@pytest.mark.parametrize("state", [State.SUBMITTING, State.WORKING])
def test_her_answer_costs_the_group_no_edit(state: State) -> None:
    face = faces(view(state=state, challenge=1, call=CallKind.CODE, submitted_at=NOW, state_since=NOW + 5))[
        CARD
    ]
    assert face.not_before == inf
    assert lines(face.message)[1] == "⏳ Stella answered · checking"


def test_a_login_that_a_manager_cancelled_says_who_and_rings_nobody() -> None:
    shown = faces(replace(view(state=State.CANCELLED, ended_by="mia"), ended_by=VIEW.manager))
    assert lines(shown[CARD].message)[1] == "🚫 Cancelled by Mia"
    assert RING not in shown


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            {"state": State.FAILED, "ending": Reason.LOGIN_FAILED},
            "OnlyFans did not let OnlyFansKit in.",
        ),
        ({"state": State.DECLINED}, "not now, says Stella."),
        ({"state": State.DECLINED, "ending": Own.BLOCKED}, "stopped by Stella."),
        ({"state": State.EXPIRED, "challenge": 1}, "no answer in time."),
    ],
)
def test_an_unhappy_end_rings_the_starter_once_under_the_command(fields: dict[str, Any], line: str) -> None:
    ring = faces(view(**fields))[RING].message
    assert lines(ring) == [f"Stella · OnlyFans: {line}"]
    assert (ring.reply_to, ring.thread, ring.buttons) == (COMMAND, THREAD, ())


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_ring_names_the_reason(ending: Reason | Own) -> None:
    ring = faces(view(state=State.FAILED, ending=ending))[RING].message
    assert len(lines(ring)[0]) <= 80


@pytest.mark.parametrize(
    "fields", [{"state": State.FAILED, "command_message_id": None}, {"state": State.CONNECTED}]
)
def test_nobody_is_rung_without_a_command_or_after_a_success(fields: dict[str, Any]) -> None:
    assert RING not in faces(view(**fields))


def test_no_two_endings_read_alike() -> None:
    texts = [state_line(state=State.FAILED, ending=ending) for ending in ENDINGS]
    assert len(set(texts)) == len(texts)
