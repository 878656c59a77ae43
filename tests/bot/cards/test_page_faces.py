"""Faces of what goes over the connect page, and of step-ups, in every state and at every end."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from bot.cards import notices
from bot.cards.attempt import creator_faces, team_faces
from bot.cards.buttons import DATA_LIMIT, Verb, parse
from bot.cards.team import CARD, RING
from bot.relay.endings import Own
from providers.steps import Channel, LinkKind, Reason
from storage.models import Action, CallKind, Purpose, State, Way
from tests.bot.cards.scenes import (
    ACCOUNT_ID,
    ENDINGS,
    ENGLISH,
    FIRST_NAME,
    GROUP_ID,
    HINT,
    LABEL,
    MIA_ID,
    NOW,
    PROVIDER,
    STELLA_ID,
    USERNAME,
    all_of_a_message,
    code,
    labels,
    lines,
    link,
    only,
    seen,
    view,
)

if TYPE_CHECKING:
    from bot.cards.message import Face, Message

ASKED: dict[str, Any] = {"state": State.ASKED, "asked_first": True, "offers": 1}
FRAME = "https://app.vendor.example/embed-auth/t"
APP_LINK = "fansapiauth://auth/x"
WHAT: list[dict[str, Any]] = [
    *(
        {"purpose": Purpose.CONNECT, "way": way, "account_id": account, "force": force}
        for way, account, force in product(Way, ["account", None], [False, True])
    ),
    *({"purpose": Purpose.STEP_UP, "action": action} for action in Action),
]
STATES: list[dict[str, Any]] = [
    ASKED,
    {"state": State.ASKED},
    {"state": State.ASKED, "offers": 1, "state_since": NOW + 60},
    {"state": State.ASKED, "offers": 1, "state_since": NOW - 60},
    *(
        {"state": state, "offers": offers, "challenge": challenge, "call": call}
        for state, offers, challenge, call in product(
            [State.STARTING, State.WORKING, State.SUBMITTING, State.UNSURE], [0, 1], [0, 1], [*CallKind, None]
        )
    ),
    *(code(channel, hint=hint) for channel, hint in product(Channel, [None, HINT])),
    *(link(kind, url=url) for kind, url in product(LinkKind, [None, FRAME])),
    link(LinkKind.APP, app_link=APP_LINK),
    *(
        {"state": State.FAILED, "ending": ending, "offers": 1, "challenge": challenge}
        for ending, challenge in product(ENDINGS, [0, 1])
    ),
    *(
        {"state": state, "ending": ending, "offers": offers, "challenge": challenge}
        for (state, ending), offers, challenge in product(
            [
                (State.CONNECTED, None),
                (State.EXPIRED, None),
                (State.DECLINED, None),
                (State.DECLINED, Own.BLOCKED),
                (State.CANCELLED, None),
                (State.CANCELLED, Own.WITHDRAWN),
                (State.CANCELLED, Own.STARTED_OVER),
            ],
            [0, 1],
            [0, 1],
        )
    ),
]


def hers(**fields: Any) -> tuple[Face, ...]:  # noqa: ANN401 - the fields of an attempt
    return creator_faces(view(**fields), ENGLISH, PROVIDER, NOW)


def newest(**fields: Any) -> Face:  # noqa: ANN401 - likewise
    return only(hers(**fields))


def teams(**fields: Any) -> dict[str, Face]:  # noqa: ANN401 - likewise
    return {face.slot: face for face in team_faces(view(**fields), ENGLISH, PROVIDER, NOW)}


def verbs(message: Message) -> list[Verb]:
    presses = [parse(button.data) for row in message.buttons for button in row]
    return [press.verb for press in presses if press is not None]


@pytest.mark.parametrize("starter", ["mia", None])
@pytest.mark.parametrize("what", WHAT)
def test_there_is_a_face_for_everything_in_both_chats(what: dict[str, Any], starter: str | None) -> None:
    secrets = [USERNAME, FIRST_NAME, LABEL, ACCOUNT_ID, HINT, FRAME, APP_LINK]
    numbers = [str(number) for number in (STELLA_ID, MIA_ID, GROUP_ID)]
    for fields in STATES:
        made = hers(**what, **fields, manager_id=starter)
        group = list(teams(**what, **fields, manager_id=starter).values())
        for face in (*made, *group):
            assert face.message.text
            for button in [button for row in face.message.buttons for button in row]:
                assert 0 < len((button.data or "x").encode()) <= DATA_LIMIT
        shown = "".join(all_of_a_message(face.message) for face in group)
        assert [secret for secret in (*secrets, *numbers) if secret in shown] == []


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("fields", [ASKED, code(), link(), link(LinkKind.APP, app_link=APP_LINK)])
def test_what_asks_her_for_something_always_has_not_me(what: dict[str, Any], fields: dict[str, Any]) -> None:
    assert Verb.NOT_ME in verbs(newest(**what, **fields).message)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("account", ["account", None])
def test_a_connection_is_asked_for_with_the_page_and_not_with_ready(way: Way, account: str | None) -> None:
    message = newest(**ASKED, purpose=Purpose.CONNECT, way=way, account_id=account).message
    assert verbs(message) == [Verb.OPEN, Verb.LATER, Verb.DECLINE, Verb.WHO, Verb.NOT_ME]


def test_what_she_put_off_leads_to_where_it_begins() -> None:
    put_off: dict[str, Any] = {"state": State.ASKED, "offers": 1, "state_since": NOW + 1_800}
    connection = newest(**put_off, purpose=Purpose.CONNECT, way=Way.FORM, account_id=None)
    assert verbs(connection.message) == [Verb.OPEN, Verb.NOT_ME]
    assert verbs(newest(**put_off).message) == [Verb.READY, Verb.NOT_ME]


def test_a_first_connection_names_no_account_and_the_password_of_a_known_one_does() -> None:
    first = seen(newest(**ASKED, purpose=Purpose.CONNECT, way=Way.FORM, account_id=None).message)
    assert "Mia asks you to connect your OnlyFans account." in first
    assert LABEL not in first
    known = seen(newest(**ASKED, purpose=Purpose.CONNECT, way=Way.FORM).message)
    assert "OnlyFans @stella, and that needs your password." in known
    for text in (first, known):
        assert "never in this chat" in text


@pytest.mark.parametrize(
    "ending", [Reason.NO_STORED_CREDENTIALS, Reason.CREDENTIALS_REFUSED, Reason.SESSION_EXPIRED]
)
@pytest.mark.parametrize("starter", ["mia", None])
def test_a_login_that_asked_her_nothing_rings_her_where_her_password_is_needed(
    ending: Reason, starter: str | None
) -> None:
    face = newest(state=State.FAILED, ending=ending, manager_id=starter)
    assert not face.only_edit
    assert (face.slot, labels(face.message)[0][0]) == ("receipt", "Open the page")
    assert verbs(face.message) == [Verb.OPEN, Verb.WHO, Verb.NOT_ME]
    text = seen(face.message)
    for fact in ("Moonlight Agency", "OnlyFans @stella", PROVIDER, "Never send codes from Telegram itself."):
        assert fact in text


@pytest.mark.parametrize(
    "ending", [Reason.NO_STORED_CREDENTIALS, Reason.CREDENTIALS_REFUSED, Reason.SESSION_EXPIRED]
)
def test_the_group_hears_that_her_password_is_needed(ending: Reason) -> None:
    assert "needs the password of Stella" in lines(teams(state=State.FAILED, ending=ending)[CARD].message)[
        1
    ].replace("Needs", "needs")


@pytest.mark.parametrize(
    ("fields", "buttons"),
    [
        ({"state": State.FAILED, "ending": Reason.CREDENTIALS_REFUSED}, [["Open the page"]]),
        ({"state": State.FAILED, "ending": Reason.ALREADY_CONNECTED}, [["Connect anyway"]]),
        ({"state": State.FAILED, "ending": Reason.ALREADY_CONNECTED, "force": True}, []),
        ({"state": State.FAILED, "ending": Reason.ALREADY_CONNECTED, "way": Way.HOSTED}, []),
        ({"state": State.FAILED, "ending": Reason.LOGIN_FAILED}, [["Ask again"]]),
        ({"state": State.FAILED, "ending": Own.ACCOUNT_TAKEN}, []),
        ({"state": State.FAILED, "ending": Own.ACCOUNT_UNCLEAR}, []),
        ({"state": State.EXPIRED}, [["Ask again"]]),
        ({"state": State.DECLINED}, [["Ask again"]]),
        ({"state": State.DECLINED, "ending": Own.BLOCKED}, []),
        ({"state": State.CANCELLED}, []),
    ],
)
def test_the_end_of_a_connection_offers_the_page_where_it_helps(
    fields: dict[str, Any], buttons: list[list[str]]
) -> None:
    connection: dict[str, Any] = {
        "purpose": Purpose.CONNECT,
        "way": Way.FORM,
        "account_id": None,
        "offers": 1,
    }
    message = newest(**connection | fields).message
    assert labels(message) == buttons
    assert set(verbs(message)) <= {Verb.OPEN, Verb.FORCE}


@pytest.mark.parametrize("what", [*WHAT, {}])
def test_a_text_speaks_of_no_button_that_is_not_there(what: dict[str, Any]) -> None:
    for fields in STATES:
        for face in hers(**what, **fields):
            buttons = [label for row in labels(face.message) for label in row]
            for label in ("Ask again", "Open the page", "I'm ready", "I've done it", "Start over"):
                assert f"“{label}”" not in face.message.text or label in buttons


@pytest.mark.parametrize(
    "fields",
    [fields for fields in STATES if fields["state"] in {State.FAILED, State.EXPIRED, State.DECLINED}],
)
def test_the_end_of_a_step_up_offers_her_nothing_and_asks_nothing_of_her(fields: dict[str, Any]) -> None:
    face = newest(**fields, purpose=Purpose.STEP_UP, action=Action.PAYOUT)
    assert verbs(face.message) in ([], [Verb.NOT_ME])
    assert "press" not in face.message.text


def test_the_group_is_not_sent_to_log_in_where_a_step_up_was_declined() -> None:
    shown = teams(state=State.DECLINED, offers=1, purpose=Purpose.STEP_UP, action=Action.PAYOUT)
    assert lines(shown[CARD].message) == [
        "⚠️ Stella · OnlyFans · step-up for a payout",
        "🚫 Stella does not agree now. If it is still needed, send the command again later.",
    ]
    assert RING in shown


def test_the_group_is_told_to_sign_in_first_where_a_step_up_found_the_session_over() -> None:
    step_up: dict[str, Any] = {"purpose": Purpose.STEP_UP, "action": Action.PAYOUT, "offers": 1}
    shown = teams(state=State.FAILED, ending=Reason.SESSION_EXPIRED, **step_up)
    assert "Sign it in first" in lines(shown[CARD].message)[1]
    assert "has a button" not in shown[CARD].message.text


def test_the_group_sees_that_it_is_a_first_connection() -> None:
    shown = teams(**ASKED, purpose=Purpose.CONNECT, way=Way.HOSTED, account_id=None)
    assert lines(shown[CARD].message)[0] == "🔗 Stella · OnlyFans · first connection"


@pytest.mark.parametrize("step", [link(LinkKind.HOSTED, url=FRAME), link(LinkKind.APP, app_link=APP_LINK)])
def test_what_our_page_shows_is_opened_by_it_and_its_address_is_not_in_the_chat(step: dict[str, Any]) -> None:
    face = newest(**step, purpose=Purpose.CONNECT, way=Way.HOSTED, account_id=None)
    assert verbs(face.message)[0] is Verb.OPEN
    shown = all_of_a_message(face.message)
    assert FRAME not in shown
    assert APP_LINK not in shown
    assert "app.vendor.example" not in shown


def test_a_code_may_be_typed_on_the_page_only_where_there_is_one() -> None:
    said = "you can type it there instead"
    assert said in seen(newest(**code(), purpose=Purpose.CONNECT, way=Way.FORM).message)
    assert said not in seen(newest(**code()).message)
    assert said not in seen(newest(**code(), purpose=Purpose.STEP_UP, action=Action.PAYOUT).message)


@pytest.mark.parametrize(
    "tell",
    [
        notices.connected_after_all,
        notices.connected_after_all_for_owner,
        notices.connected_after_all_for_team,
    ],
)
def test_a_step_up_that_goes_on_after_its_end_is_not_told_as_a_login(tell: Any) -> None:  # noqa: ANN401 - three of a kind
    over = view(state=State.DECLINED, offers=1, purpose=Purpose.STEP_UP, action=Action.PAYOUT)
    text = tell(over, ENGLISH, PROVIDER).text
    assert "code" in text
    assert "login" not in text
    assert "signed in" not in text


def test_a_step_up_whose_code_never_came_is_not_started_over() -> None:
    asked = view(**code(), purpose=Purpose.STEP_UP, action=Action.PAYOUT)
    told = notices.what_to_check(asked, ENGLISH, PROVIDER)
    assert told.buttons == ()
    assert "tart over" not in told.text


def test_the_owner_chooses_among_the_accounts_by_buttons_and_sees_no_id_of_hers() -> None:
    unclear = view(state=State.FAILED, ending=Own.ACCOUNT_UNCLEAR, account_id=None, way=Way.HOSTED)
    told = notices.account_unclear(unclear, ENGLISH, PROVIDER, [("@stella", "a" * 16), ("acct_9", "b" * 16)])
    assert labels(told) == [["@stella is hers"], ["acct_9 is hers"]]
    assert all(len((row[0].data or "").encode()) <= DATA_LIMIT for row in told.buttons)
    assert "Stella" in told.text
    assert str(STELLA_ID) not in told.text


def test_the_owner_is_told_who_asks_for_a_step_up_and_what_for() -> None:
    asked = view(**ASKED, purpose=Purpose.STEP_UP, action=Action.BANK_DETAILS)
    text = seen(notices.step_up_asked(asked, ENGLISH, PROVIDER))
    for fact in ("Moonlight Agency", "Mia", "Stella", LABEL, "bank details", "nobody can check"):
        assert fact in text


def test_what_asks_for_her_password_names_the_pages_whole_domain() -> None:
    host = "codebell-of-the-moonlight-agency-and-all-its-creators.example.org"
    asked, ended = view(**ASKED, way=Way.FORM), view(state=State.FAILED, ending=Reason.NO_STORED_CREDENTIALS)
    for shown in (asked, ended):
        told = only(creator_faces(shown, ENGLISH, PROVIDER, NOW, host)).message
        assert f"The page is at {host}; I never send you to another." in told.text
        without = only(creator_faces(shown, ENGLISH, PROVIDER, NOW)).message
        assert "The page is at" not in without.text


STEP_UP: dict[str, Any] = {"purpose": Purpose.STEP_UP, "action": Action.PAYOUT}
BY_PASSWORD: dict[str, Any] = {"purpose": Purpose.CONNECT, "way": Way.FORM}


@pytest.mark.parametrize("step", [code(), link()])
def test_a_step_up_is_given_no_other_reason_than_what_it_is_said_to_be_for(step: dict[str, Any]) -> None:
    text = seen(newest(**step, **STEP_UP).message)
    assert text.count("Mia says it is for") == 1
    assert "Reason:" not in text


def who(**changes: Any) -> str:  # noqa: ANN401 - any field of the model
    shown = view(**changes)
    return seen(
        notices.who_is_this(shown, ENGLISH, PROVIDER, bot_username="codebell_bot", manager_telegram_id=MIA_ID)
    )


def test_who_is_this_of_a_step_up_says_what_it_is_said_to_be_for() -> None:
    assert "Mia says it is for" in who(**code(), **STEP_UP)
    assert "Reason:" not in who(**code(), **STEP_UP)


def test_who_is_this_speaks_of_the_page_until_a_code_is_asked_for() -> None:
    assert "what you type there" in who(**ASKED, **BY_PASSWORD)
    assert "The code" not in who(**ASKED, **BY_PASSWORD)
    assert "The code goes straight to" in who(**code(), **BY_PASSWORD)
    ended = {"state": State.FAILED, "ending": Reason.NO_STORED_CREDENTIALS}
    assert "what you type there" in who(**ended)


@pytest.mark.parametrize(
    "over",
    [
        {"state": State.CANCELLED},
        *({"state": State.CANCELLED, "ending": how} for how in (Own.WITHDRAWN, Own.BLOCKED)),
        {"state": State.FAILED, "ending": Own.UNREACHABLE},
    ],
)
def test_the_end_of_a_step_up_speaks_of_no_login(over: dict[str, Any]) -> None:
    text = seen(newest(**over, **STEP_UP, offers=1).message)
    assert "this login" not in text.lower()
    assert "sign in" not in text.lower()


def test_a_linked_account_is_signed_in_and_only_a_first_one_is_connected() -> None:
    linked = seen(newest(**code(), **BY_PASSWORD).message)
    assert "to sign in" in linked
    assert "connect" not in linked
    assert "connect your account" in seen(newest(**code(), **BY_PASSWORD, account_id=None).message)


def test_the_receipt_of_a_linked_account_says_signed_in() -> None:
    over = {"state": State.CONNECTED, "offers": 1}
    assert "signed in · Mia" in seen(newest(**over, **BY_PASSWORD).message)
    assert "connected · Mia" in seen(newest(**over, **BY_PASSWORD, created_at=NOW - 90_000).message)


NEEDS_PASSWORD: dict[str, Any] = {"state": State.FAILED, "ending": Reason.NO_STORED_CREDENTIALS}


@pytest.mark.parametrize("offers", [0, 1])
def test_without_a_page_she_has_nothing_to_do_and_nothing_to_press(offers: int) -> None:
    faces = creator_faces(view(**NEEDS_PASSWORD, offers=offers), ENGLISH, PROVIDER, NOW, None)
    message = only(faces).message
    assert "You need to do nothing" in seen(message)
    assert message.buttons == ()


def test_without_a_page_the_group_hears_what_the_owner_has_to_set() -> None:
    for face in team_faces(view(**NEEDS_PASSWORD), ENGLISH, PROVIDER, NOW, None):
        assert "the owner has to set PUBLIC_URL" in face.message.text
        assert "has a button" not in face.message.text


def test_what_is_connected_already_can_be_linked_or_connected_anyway() -> None:
    first = {"state": State.FAILED, "ending": Reason.ALREADY_CONNECTED, "account_id": None, **BY_PASSWORD}
    message = newest(**first, offers=1).message
    assert "If it does not work, press “Connect anyway”." in seen(message)
    assert labels(message) == [["Connect anyway"]]
    card = teams(**first)[CARD].message.text
    assert "If nobody linked it: /accounts Stella. Or Stella can connect it anyway." in card
