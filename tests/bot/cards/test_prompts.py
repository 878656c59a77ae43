"""What asks the creator for something says who, what, why, until when and what for; line 1 suffices."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from bot.cards.attempt import creator_faces, team_faces
from bot.cards.wording import Introduction
from bot.relay.asks import Again
from providers.steps import Channel, LinkKind
from storage.models import Action, Manager, ManagerState, Purpose, State, Way, Why
from tests.bot.cards.scenes import (
    ENGLISH,
    HINT,
    MASKED,
    NOW,
    PROVIDER,
    code,
    labels,
    lines,
    link,
    only,
    seen,
    view,
)

if TYPE_CHECKING:
    from bot.cards.message import Face
    from storage.models import AttemptView

ASKED: dict[str, Any] = {"state": State.ASKED, "asked_first": True, "offers": 1}
MIA = Manager(
    id="mia", team_id="team", person_id="mia", name="Mia", state=ManagerState.LISTED, created_at=NOW
)
URL = "https://id.onlyfans.example/verify?t=1"
PROMPTS: list[dict[str, Any]] = [
    ASKED,
    *(code(channel, hint=hint) for channel, hint in product(Channel, [None, HINT])),
    *(code(channel, rejected=True, tries_left=tries) for channel, tries in product(Channel, [None, 0, 1, 2])),
    *(code(again=again) for again in Again),
    code(again=Again.RESENT, mailed_link=True),
    *(
        link(kind, url=url, needs_confirmation=done)
        for kind, url, done in product(LinkKind, [None, URL], [False, True])
    ),
]


def face_of(shown: AttemptView) -> Face:
    return only(creator_faces(shown, ENGLISH, PROVIDER, NOW))


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize(
    ("purpose", "way"),
    [(Purpose.RECONNECT, None), (Purpose.CONNECT, None), *((Purpose.CONNECT, w) for w in Way)],
)
@pytest.mark.parametrize("starter", ["mia", None])
@pytest.mark.parametrize("fields", PROMPTS)
def test_every_prompt_holds_the_seven_facts(
    fields: dict[str, Any], starter: str | None, purpose: Purpose, way: Way | None, why: Why
) -> None:
    shown = view(**fields, manager_id=starter, purpose=purpose, way=way, why=why)
    text = seen(face_of(shown).message)
    assert "Moonlight Agency" in text
    assert ("Mia" if starter else "you asked") in text
    assert "OnlyFans @stella" in text
    assert PROVIDER in text
    assert "Reason: " in text
    assert "08:10 UTC" in text
    assert "sees" in text
    assert "Never send codes from Telegram itself." in text
    assert len(text) <= 1_000


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("fields", PROMPTS)
def test_a_step_up_says_what_it_is_said_to_be_for_and_that_nobody_can_check_it(
    fields: dict[str, Any], action: Action
) -> None:
    shown = view(**fields, manager_id="mia", purpose=Purpose.STEP_UP, action=action)
    text = seen(face_of(shown).message)
    said_for = ENGLISH.plain(f"action.{action}")
    assert (
        f"lets Moonlight Agency do sensitive things such as payouts. Mia says it is for {said_for};" in text
    )
    assert "we cannot check that" in text
    assert "This is not a login." in text
    assert "OnlyFans @stella" in text
    assert PROVIDER in text
    assert "08:10 UTC" in text
    assert "Never send codes from Telegram itself." in text


@pytest.mark.parametrize("what", [{}, {"purpose": Purpose.STEP_UP, "action": Action.PAYOUT}])
def test_a_question_says_that_its_manager_is_new_to_her(what: dict[str, Any]) -> None:
    asked = view(**ASKED | what)
    listed = replace(asked, manager=replace(MIA, listed_at=NOW))
    by_sam, by_herself = Introduction(NOW, "Sam"), Introduction(NOW)
    told = only(creator_faces(listed, ENGLISH, PROVIDER, NOW, introduction=by_sam)).message
    assert lines(told)[1] == "Mia is new to you; added by Sam on January 15."
    told = only(creator_faces(listed, ENGLISH, PROVIDER, NOW, introduction=by_herself)).message
    assert lines(told)[1] == "Mia is new to you; in the team since January 15."
    assert "is new to you" not in face_of(listed).message.text


def test_a_step_up_is_asked_about_in_another_layout_than_a_login() -> None:
    login = face_of(view(**ASKED)).message.buttons
    step_up = face_of(view(**ASKED, purpose=Purpose.STEP_UP, action=Action.PAYOUT)).message.buttons
    assert [len(row) for row in step_up] == [1, 1, 1, 1]
    assert step_up[0][0].text == "Not me"
    assert [len(row) for row in login] != [len(row) for row in step_up]


@pytest.mark.parametrize("fields", [fields for fields in PROMPTS if not fields.get("offers")])
def test_a_prompt_stands_in_the_slot_of_its_challenge_and_rings(fields: dict[str, Any]) -> None:
    face = face_of(view(**fields | {"challenge": 3}))
    assert (face.slot, face.only_edit, face.not_before) == ("challenge-3", False, 0.0)


def test_the_sms_prompt_reads_as_designed() -> None:
    shown = view(**code(hint=HINT), why=Why.SESSION_EXPIRED)
    assert lines(face_of(shown).message) == [
        "🔔 Moonlight Agency: Mia asks for your OnlyFans @stella.",
        "OnlyFans just sent an SMS to …42. Type the code here until 08:10 UTC.",
        "The code goes straight to OnlyFansKit to sign in; Mia never sees it.",
        "Reason: the session expired (says OnlyFansKit).",
        "Your message disappears as soon as the code is on its way.",
        "Never send codes from Telegram itself.",
    ]


def test_the_lock_screen_says_who_asks_and_for_what() -> None:
    first = lines(face_of(view(**code())).message)[0]
    assert first == "🔔 Moonlight Agency: Mia asks for your OnlyFans @stella."
    own = lines(face_of(view(**code(), manager_id=None)).message)[0]
    assert own == "🔔 Moonlight Agency: you asked to sign in your OnlyFans @stella."


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        (code(rejected=True), "❌ That code was not accepted. Look for a newer one and type it here."),
        (
            code(rejected=True, tries_left=0),
            "❌ That code was not accepted. Look for a newer one and type it here.",
        ),
        (
            code(rejected=True, tries_left=1),
            "❌ That code was not accepted. Look for a newer one and type it here; 1 try is left.",
        ),
        (
            code(rejected=True, tries_left=2),
            "❌ That code was not accepted. Look for a newer one and type it here; 2 tries are left.",
        ),
        (code(again=Again.RESENT), "🔁 OnlyFans was asked to send you another code."),
        (
            code(again=Again.NOT_SENT),
            "🔁 Your answer did not get through to OnlyFansKit. Please send it once more.",
        ),
        (
            code(again=Again.UNSURE),
            "🔁 I could not see whether your answer arrived, and OnlyFans asks once more.",
        ),
    ],
)
def test_the_lock_screen_says_first_why_she_is_asked_again(fields: dict[str, Any], first: str) -> None:
    assert lines(face_of(view(**fields)).message)[0] == first


def test_a_press_that_did_not_get_through_is_asked_for_as_such() -> None:
    message = face_of(view(**link(again=Again.NOT_SENT, needs_confirmation=True))).message
    assert lines(message)[0].endswith("Please press “I've done it” once more.")


def test_a_further_gate_says_that_it_is_one_more() -> None:
    assert "OnlyFans wants one more step." in lines(face_of(view(**code() | {"gates": 2})).message)
    assert "OnlyFans wants one more step." not in lines(face_of(view(**code())).message)


@pytest.mark.parametrize(
    ("channel", "hint", "words"),
    [
        (Channel.SMS, None, "just sent you an SMS"),
        (Channel.EMAIL, MASKED, f"just sent an e-mail to {MASKED}; look in spam too"),
        (Channel.EMAIL, None, "look in spam too"),
        (Channel.AUTHENTICATOR, None, "Codes change every 30 seconds: send a fresh one."),
        (Channel.UNKNOWN, None, "Look at your SMS, e-mails and authenticator app"),
    ],
)
def test_each_channel_says_where_the_code_is(channel: Channel, hint: str | None, words: str) -> None:
    assert words in seen(face_of(view(**code(channel, hint=hint))).message)


def test_the_buttons_under_a_code_prompt() -> None:
    assert labels(face_of(view(**code())).message) == [
        ["Not me", "Nothing came"],
        ["I can't now", "Who is this?"],
    ]


def test_the_question_whether_now_is_good_has_its_own_buttons_and_slot() -> None:
    face = face_of(view(**ASKED | {"offers": 2}))
    assert labels(face.message) == [["I'm ready", "Later"], ["I can't now", "Who is this?"], ["Not me"]]
    assert (face.slot, face.only_edit) == ("asked-2", False)
    assert lines(face.message)[0] == "🔔 Moonlight Agency: Mia wants to sign in your OnlyFans @stella."


def test_a_link_is_a_button_and_its_whole_host_is_in_the_text() -> None:
    host = f"{'a' * 60}.{'b' * 60}.onlyfans.example"
    message = face_of(view(**link(url=f"https://{host}/x?y=1"))).message
    assert host in message.text
    assert [button.url for row in message.buttons for button in row if button.url] == [
        f"https://{host}/x?y=1"
    ]
    assert labels(message) == [["Open the page", "I can't now"], ["Who is this?", "Not me"]]


@pytest.mark.parametrize(
    "url", [None, "", "http://id.onlyfans.example/", "fansapiauth://login", "https:///x"]
)
def test_without_an_https_link_she_finds_it_in_the_app(url: str | None) -> None:
    message = face_of(view(**link(url=url))).message
    assert "Open the OnlyFans app" in message.text
    assert labels(message) == [["I can't now", "Who is this?"], ["Not me"]]


def test_a_link_that_wants_to_be_confirmed_has_a_button_for_it() -> None:
    message = face_of(view(**link(url=URL, needs_confirmation=True))).message
    assert labels(message) == [["Open the page", "I've done it"], ["I can't now", "Who is this?"], ["Not me"]]
    assert "Then press “I've done it” here." in lines(message)


@pytest.mark.parametrize("fields", PROMPTS)
def test_not_me_is_never_in_a_fuller_row_than_another_button(fields: dict[str, Any]) -> None:
    rows = labels(face_of(view(**fields)).message)
    (not_me,) = [row for row in rows if "Not me" in row]
    assert len(not_me) == min(len(row) for row in rows)


def test_an_email_that_she_confirms_by_is_not_one_to_type_a_code_from() -> None:
    asked = code(Channel.SMS, again=Again.RESENT, hint=HINT, mailed_link=True)
    shown = lines(face_of(view(**asked)).message)
    assert "OnlyFans was asked to send you an e-mail" in shown[1]
    assert "nothing of it is typed here" in shown[1]
    assert shown[2].startswith("A code by SMS still works: type it here until ")
    assert not any("another code" in line for line in shown)


def test_an_email_that_she_confirms_by_leaves_the_teams_card_on_its_channel() -> None:
    shown, *_ = team_faces(view(**code(Channel.SMS, mailed_link=True)), ENGLISH, PROVIDER, NOW)
    assert "SMS" in shown.message.text
