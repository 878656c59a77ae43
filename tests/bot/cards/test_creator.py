"""What the creator sees while an attempt runs and when it is over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.cards.attempt import creator_faces
from bot.cards.outcomes import another_try_may_help
from bot.relay.endings import Own
from providers.steps import Reason
from storage.models import CallKind, State
from tests.bot.cards.scenes import ENDINGS, ENGLISH, NOW, PROVIDER, VIEW, labels, lines, only, seen, view

if TYPE_CHECKING:
    from bot.cards.message import Face
    from storage.models import AttemptView

UNHAPPY = [State.FAILED, State.DECLINED, State.CANCELLED, State.EXPIRED]
BUSY = [State.STARTING, State.WORKING, State.SUBMITTING, State.UNSURE]
OPERATORS_FAULTS = [
    Reason.KEY_REFUSED,
    Reason.PLAN_REFUSED,
    Reason.SCOPE_REFUSED,
    Reason.RATE_LIMITED,
    Reason.PROVIDER_DOWN,
    Reason.REQUEST_REFUSED,
]


def faces(shown: AttemptView) -> tuple[Face, ...]:
    return creator_faces(shown, ENGLISH, PROVIDER, NOW)


CONTACT = "Was that not you? Press “Not me” or ask Moonlight Agency."


def face_of(**fields: Any) -> Face:  # noqa: ANN401 - the fields of an attempt
    return only(faces(view(**fields)))


def text_of(**fields: Any) -> str:  # noqa: ANN401 - the fields of an attempt
    return seen(face_of(**fields).message)


@pytest.mark.parametrize("state", BUSY)
def test_she_hears_nothing_before_something_is_needed(state: State) -> None:
    assert faces(view(state=state)) == ()


@pytest.mark.parametrize("state", BUSY)
def test_what_she_agreed_to_says_that_it_is_under_way(state: State) -> None:
    face = face_of(state=state, asked_first=True, offers=1)
    assert (face.slot, face.only_edit, face.message.buttons) == ("asked-1", True, ())
    assert seen(face.message) == "⏳ OnlyFansKit is signing in your OnlyFans @stella…"


def test_a_login_that_waits_behind_another_is_not_mentioned_yet() -> None:
    assert faces(view(state=State.ASKED)) == ()


def test_what_she_put_off_says_when_she_is_asked_again() -> None:
    face = face_of(state=State.ASKED, offers=1, state_since=NOW + 1_800)
    assert (face.slot, face.only_edit) == ("asked-1", True)
    assert '<tg-time unix="1800001800" format="r">' in face.message.text
    assert labels(face.message) == [["I'm ready", "Not me"]]


def test_what_she_put_off_waits_while_another_login_is_under_way() -> None:
    assert "once your other login is over" in text_of(state=State.ASKED, offers=1, state_since=NOW - 1)


@pytest.mark.parametrize("state", [State.SUBMITTING, State.WORKING])
def test_a_code_on_its_way_is_shown_only_if_that_lasts(state: State) -> None:
    face = face_of(state=state, call=CallKind.CODE, challenge=2, submitted_at=NOW, state_since=NOW + 1)
    assert (face.slot, face.only_edit, face.not_before) == ("challenge-2", True, NOW + 3)
    assert seen(face.message) == "⏳ Passed on to OnlyFansKit, signing in…"
    assert labels(face.message) == [["Not me"]]


@pytest.mark.parametrize("call", [CallKind.SEND, CallKind.RESEND])
def test_a_code_being_sent_is_timed_by_itself_and_not_by_an_older_code(call: CallKind) -> None:
    face = face_of(state=State.SUBMITTING, call=call, challenge=1, submitted_at=NOW - 60, state_since=NOW)
    assert face.not_before == NOW + 3
    assert "is being asked to send you" in seen(face.message)


def test_doubt_about_a_code_is_shown_at_once() -> None:
    face = face_of(state=State.UNSURE, call=CallKind.CODE, challenge=1, submitted_at=NOW - 1, state_since=NOW)
    assert face.not_before == NOW
    assert "I could not see whether your code arrived" in seen(face.message)
    assert "Do not send it again unless I ask." in seen(face.message)


@pytest.mark.parametrize("call", [*CallKind, None])
@pytest.mark.parametrize("state", [State.SUBMITTING, State.WORKING, State.UNSURE])
def test_there_is_a_text_for_every_call(state: State, call: CallKind | None) -> None:
    assert text_of(state=state, call=call, challenge=1, submitted_at=NOW)


def test_the_prompt_becomes_the_receipt() -> None:
    face = face_of(state=State.CONNECTED, challenge=2)
    assert (face.slot, face.only_edit) == ("challenge-2", False)
    assert lines(face.message) == ["✅ OnlyFans @stella signed in · Mia · 08:00 UTC", CONTACT]
    assert labels(face.message) == [["Not me"]]


def test_the_question_becomes_the_receipt_where_no_code_was_needed() -> None:
    face = face_of(state=State.CONNECTED, asked_first=True, offers=1)
    assert face.slot == "asked-1"
    assert lines(face.message)[0] == "✅ OnlyFans @stella signed in · Mia · 08:00 UTC"


@pytest.mark.parametrize("fields", [{"challenge": 1}, {"challenge": 0}, {"challenge": 0, "manager_id": None}])
def test_every_receipt_names_somebody_to_ask(fields: dict[str, Any]) -> None:
    shown = view(state=State.CONNECTED, **fields)
    told = only(creator_faces(shown, ENGLISH, PROVIDER, NOW, contact="Sam (@sam)"))
    assert lines(told.message)[1] == "Was that not you? Press “Not me” or ask Sam (@sam)."
    assert CONTACT in lines(only(creator_faces(shown, ENGLISH, PROVIDER, NOW)).message)


def test_a_login_that_asked_her_nothing_rings_with_its_receipt() -> None:
    face = face_of(state=State.CONNECTED)
    assert (face.slot, face.only_edit) == ("receipt", False)
    assert lines(face.message) == [
        "✅ Mia signed in your OnlyFans @stella through OnlyFansKit; nothing was needed from you.",
        CONTACT,
    ]
    assert labels(face.message) == [["Not me"]]


def test_her_own_login_names_no_manager() -> None:
    assert text_of(state=State.CONNECTED, challenge=1, manager_id=None).startswith(
        "✅ OnlyFans @stella signed in · 08:00 UTC\n"
    )
    assert text_of(state=State.CONNECTED, manager_id=None).startswith("✅ Your OnlyFans @stella is signed in")


@pytest.mark.parametrize("state", UNHAPPY)
def test_an_end_that_she_has_seen_nothing_of_is_not_sent(state: State) -> None:
    assert face_of(state=state).only_edit


@pytest.mark.parametrize(
    "fields",
    [
        *({"state": state, "watch_until": NOW + 900} for state in UNHAPPY),
        {"state": State.CANCELLED, "ending": Own.WITHDRAWN, "watch_until": NOW + 900},
        {"state": State.FAILED, "ending": Own.OUTCOME_UNKNOWN},
        {"state": State.FAILED, "ending": Own.PROVIDER_SILENT},
    ],
)
def test_a_code_that_may_come_after_a_login_that_she_saw_nothing_of_is_warned_of(
    fields: dict[str, Any],
) -> None:
    face = face_of(**fields)
    assert (face.slot, face.only_edit) == ("receipt", False)
    first, second, _ = lines(face.message)
    assert first == "⚠️ Ignore a code for your OnlyFans @stella that may still come, and give it to nobody."
    assert second == "Mia of Moonlight Agency had asked for a login."
    assert ["Not me"] in labels(face.message) or ["Ask again", "Not me"] in labels(face.message)


def test_the_warning_stays_as_it_is_when_the_login_is_watched_no_more() -> None:
    watched = face_of(state=State.CANCELLED, watch_until=NOW + 900)
    settled = face_of(state=State.CANCELLED)
    assert (settled.slot, settled.only_edit) == (watched.slot, True)
    assert settled.message.digest == watched.message.digest


def test_nothing_is_sent_to_a_chat_that_is_closed() -> None:
    assert face_of(state=State.FAILED, ending=Own.UNREACHABLE, watch_until=NOW + 900).only_edit


@pytest.mark.parametrize("state", [State.WORKING, State.CONNECTED, State.EXPIRED])
def test_a_replaced_message_says_so_and_keeps_saying_it(state: State) -> None:
    _, *replaced = faces(view(state=state, challenge=3, offers=2))
    assert {face.slot: seen(face.message) for face in replaced} == {
        "challenge-1": "⬇️ The newer message below counts.",
        "challenge-2": "⬇️ The newer message below counts.",
        "asked-1": "⬇️ The newer message below counts.",
        "asked-2": "👍 You said that now is good.",
    }


def test_codes_that_were_not_accepted_are_why_the_platform_closed_the_login() -> None:
    text = text_of(state=State.FAILED, ending=Reason.LOGIN_FAILED, challenge=3, wrong_codes=2)
    assert "OnlyFans accepted none of the codes and closed this login." in text


@pytest.mark.parametrize("state", UNHAPPY)
@pytest.mark.parametrize(
    ("fields", "slot"),
    [
        ({"challenge": 3}, "challenge-3"),
        ({"asked_first": True, "offers": 2}, "asked-2"),
        ({"challenge": 1, "asked_first": True, "offers": 1}, "challenge-1"),
    ],
)
def test_an_end_settles_the_last_message_that_she_has(
    state: State, fields: dict[str, Any], slot: str
) -> None:
    face = face_of(state=state, **fields)
    assert (face.slot, face.only_edit) == (slot, False)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_says_what_happened_and_what_to_do(ending: Reason | Own) -> None:
    head, text = lines(face_of(state=State.FAILED, ending=ending, challenge=1).message)
    assert "OnlyFans @stella" in head
    assert len([sentence for sentence in text.split(". ") if sentence]) >= 2 or ";" in text


def test_no_two_endings_read_alike() -> None:
    texts = [text_of(state=State.FAILED, ending=ending, challenge=1) for ending in ENDINGS]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("ending", OPERATORS_FAULTS)
def test_she_is_not_blamed_for_what_the_operator_has_to_mend(ending: Reason) -> None:
    text = text_of(state=State.FAILED, ending=ending, challenge=1)
    assert "nothing you did" in text
    assert "You need to do nothing" in text or "ask again in a while" in text


def test_a_start_with_unknown_outcome_tells_her_to_ignore_a_code() -> None:
    text = text_of(state=State.FAILED, ending=Own.OUTCOME_UNKNOWN, asked_first=True, offers=1)
    assert "A code may still arrive: please ignore it." in text


@pytest.mark.parametrize(
    ("fields", "helps"),
    [
        ({"state": State.EXPIRED}, True),
        ({"state": State.DECLINED}, True),
        ({"state": State.DECLINED, "ending": Own.BLOCKED}, False),
        ({"state": State.CANCELLED}, False),
        ({"state": State.CANCELLED, "ending": Own.STARTED_OVER}, False),
        ({"state": State.FAILED, "ending": Reason.PROVIDER_DOWN}, True),
        ({"state": State.FAILED, "ending": Reason.KEY_REFUSED}, False),
        ({"state": State.FAILED, "ending": Own.TOO_MANY_GATES}, False),
        ({"state": State.FAILED, "ending": Reason.LOGIN_FAILED, "wrong_codes": 2}, True),
    ],
)
def test_asking_again_is_offered_where_it_can_help(fields: dict[str, Any], helps: bool) -> None:  # noqa: FBT001 - a case's expectation
    shown = view(**fields, challenge=1)
    assert another_try_may_help(shown.attempt) is helps
    assert labels(only(faces(shown)).message) == ([["Ask again"]] if helps else [])


def test_a_login_that_a_manager_withdrew_says_who() -> None:
    shown = replace(view(state=State.CANCELLED, challenge=1, ended_by="mia"), ended_by=VIEW.manager)
    assert "Mia withdrew this login." in seen(only(faces(shown)).message)
