"""The lists behind /status."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.cards.buttons import Verb, parse
from bot.cards.status import LINES, StatusLine, status_creator, status_team
from bot.relay.gates import Gate
from storage.models import State
from tests.bot.cards.scenes import ACCOUNT, ATTEMPT, ENGLISH, LABEL, NOW, THREAD, VIEW, code, labels, lines

if TYPE_CHECKING:
    from bot.cards.message import Message

NEVER = StatusLine(VIEW.enrolment, replace(ACCOUNT, proven_at=NOW), None)
UNCONFIRMED = replace(NEVER, account=replace(ACCOUNT, confirmed_at=None))
UNPROVEN = replace(NEVER, account=replace(ACCOUNT, proven_at=None))


def line(**fields: Any) -> StatusLine:  # noqa: ANN401 - the fields of an attempt
    return replace(NEVER, attempt=replace(ATTEMPT, **fields))


def hers(*shown: StatusLine, blocked: bool = False) -> Message:
    return status_creator(ENGLISH, shown, Gate.BLOCKED if blocked else None)


@pytest.mark.parametrize("state", State)
def test_every_state_has_words_in_both_lists(state: State) -> None:
    assert len(lines(hers(line(state=state)))) == 2
    assert len(lines(status_team(ENGLISH, VIEW.team, [line(state=state)]))) == 2


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (NEVER, "▫️ OnlyFans @stella: no login yet"),
        (
            replace(NEVER, account=replace(ACCOUNT, confirmed_at=None)),
            "▫️ OnlyFans @stella: not confirmed yet",
        ),
        (line(state=State.CONNECTED), "✅ OnlyFans @stella: signed in at 08:00 UTC"),
        (line(state=State.EXPIRED), "❌ OnlyFans @stella: last login came to nothing at 08:00 UTC"),
        (line(**code()), "⏳ OnlyFans @stella: waiting for the code or step, until 08:10 UTC"),
        (line(state=State.ASKED), "⏳ OnlyFans @stella: asked, until 08:10 UTC"),
    ],
)
def test_her_list_says_how_each_account_stands(shown: StatusLine, text: str) -> None:
    assert lines(hers(shown)) == ["Your accounts", text]


def test_a_linked_account_is_unproven_until_she_has_answered_something_on_it() -> None:
    told = "no login yet · unproven"
    assert lines(hers(UNPROVEN))[1] == f"▫️ OnlyFans @stella: {told}"
    assert lines(status_team(ENGLISH, VIEW.team, [UNPROVEN]))[1] == f"▫️ Stella · OnlyFans: {told}"
    stopped = replace(UNPROVEN, shut=Gate.BLOCKED)
    assert lines(status_team(ENGLISH, VIEW.team, [stopped]))[1].endswith("stopped by Stella")


def test_she_can_sign_in_what_is_not_signed_in() -> None:
    told = hers(line(state=State.EXPIRED), line(state=State.CONNECTED), NEVER)
    assert labels(told) == [["Sign in @stella"]]
    press = parse(told.buttons[0][0].data)
    assert press is not None
    assert (press.verb, press.parts) == (Verb.START_OVER, (ATTEMPT.id,))


def test_while_she_is_blocked_the_only_button_is_the_way_back() -> None:
    told = hers(line(state=State.EXPIRED), blocked=True)
    assert labels(told) == [["Allow logins again"]]
    assert "Not me" in lines(told)[0]


def test_an_empty_list_says_so() -> None:
    assert lines(hers()) == [
        "No account of yours is linked yet. When a manager names one, I ask you whether it is yours."
    ]
    assert lines(status_team(ENGLISH, VIEW.team, [])) == ["No account is linked yet."]


def test_the_team_sees_its_own_name_for_her_and_no_account_name_or_button() -> None:
    told = status_team(ENGLISH, VIEW.team, [line(state=State.EXPIRED)], thread=THREAD)
    assert lines(told) == [
        "Accounts of Moonlight Agency",
        "❌ Stella · OnlyFans: last login came to nothing at 08:00 UTC",
    ]
    assert LABEL not in told.text
    assert (told.buttons, told.thread) == ((), THREAD)


def test_an_account_that_was_signed_in_stays_so_with_the_later_end_beside_it() -> None:
    before = replace(ATTEMPT, state=State.CONNECTED, state_since=NOW - 3_600)
    later = replace(line(state=State.CANCELLED), connected=before)
    assert lines(hers(later))[1] == (
        "✅ OnlyFans @stella: signed in at 07:00 UTC; a later login came to nothing at 08:00 UTC"
    )
    assert labels(hers(later)) == [["Sign in @stella"]]


def test_while_she_has_stopped_everything_the_group_sees_that_alone() -> None:
    stopped = replace(line(state=State.CONNECTED), shut=Gate.BLOCKED)
    assert lines(status_team(ENGLISH, VIEW.team, [stopped]))[1] == "🛑 Stella · OnlyFans: stopped by Stella"
    assert lines(hers(stopped, blocked=True))[-1] == "✅ OnlyFans @stella: signed in at 08:00 UTC"


def test_several_accounts_of_hers_are_numbered_for_the_group_and_named_for_her() -> None:
    second = replace(line(state=State.CONNECTED), number=2)
    assert lines(status_team(ENGLISH, VIEW.team, [second]))[1].startswith("✅ Stella · OnlyFans 2: ")
    assert lines(hers(second))[1].startswith("✅ OnlyFans @stella: ")


def test_a_long_list_ends_with_how_many_are_left_out() -> None:
    told = hers(*[line(state=State.EXPIRED)] * (LINES + 3))
    assert len(lines(told)) == 1 + LINES + 1
    assert lines(told)[-1] == "and 3 more"
