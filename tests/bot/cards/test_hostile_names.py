"""Names that people chose themselves break no message, whatever is in them."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import notices
from bot.cards.attempt import creator_faces, team_faces
from bot.cards.buttons import DATA_LIMIT
from bot.cards.status import StatusLine, status_creator, status_team
from bot.relay.endings import Own
from providers.steps import LinkKind, Reason
from storage.models import Action, AttemptView, CallKind, Purpose, State, Way
from tests.bot.cards.scenes import ACCOUNT, ENGLISH, NOW, VIEW, code, link, seen, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.message import Message

LIMIT = 4_096
WORST = [
    "</tg-time><b>&amp;<a href='tg://user?id=1'>x</a>" * 300,
    "\u202e\u2066\u2069{manager}{0.__class__}%s" * 300,
    "🤱🏽" * 10_000,
    "שלום " * 2_000,
    "&" * 10_000,
    "",
]
HOSTILE = st.one_of(
    st.sampled_from(WORST), st.text(max_size=200), st.text("<>&\"'{}\n\u202e\u2069\u200d", max_size=200)
)
ASKED: dict[str, Any] = {"state": State.ASKED, "asked_first": True, "offers": 1}
SCENES: list[dict[str, Any]] = [
    *({"state": state, "asked_first": True, "offers": 1} for state in State if state.name.find("NEEDED") < 0),
    *({"state": State.UNSURE, "challenge": 1, "call": call} for call in CallKind),
    code(hint="…42"),
    code(rejected=True, tries_left=2),
    *(link(kind, url="https://id.onlyfans.example/") for kind in LinkKind),
    *(
        {**what, "purpose": Purpose.CONNECT, "way": way, "account_id": account}
        for what in (ASKED, code(hint="…42"), link(LinkKind.APP, app_link="fansapiauth://auth/x"))
        for way in Way
        for account in ("account", None)
    ),
    *(
        {**what, "purpose": Purpose.STEP_UP, "action": Action.PAYOUT}
        for what in (ASKED, code(hint="…42"), {"state": State.CONNECTED, "challenge": 1})
    ),
    {"state": State.FAILED, "ending": Reason.NO_STORED_CREDENTIALS},
    {
        "state": State.FAILED,
        "ending": Own.ACCOUNT_UNCLEAR,
        "account_id": None,
        "way": Way.HOSTED,
        "offers": 1,
    },
]


class Tags(HTMLParser):
    """Collects the tags, and refuses those that our texts do not have."""

    def __init__(self) -> None:
        """Begin outside every tag."""
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "tg-time"
        assert {name for name, _ in attrs} == {"unix", "format"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check(message: Message) -> None:
    tags = Tags()
    tags.feed(message.text)
    tags.close()
    assert tags.open == []
    assert 0 < utf16(unescape(seen(message))) <= LIMIT
    assert "\u202e" not in message.text
    assert message.text.count("\u2068") == message.text.count("\u2069")
    for button in [button for row in message.buttons for button in row]:
        assert 0 < len(button.text) <= 64
        assert len((button.data or "").encode()) <= DATA_LIMIT


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def named(shown: AttemptView, name: str) -> AttemptView:
    manager = None if shown.manager is None else replace(shown.manager, name=name)
    return replace(
        shown,
        account=None if shown.account is None else replace(shown.account, label=name),
        enrolment=replace(shown.enrolment, name=name),
        team=replace(shown.team, title=name),
        creator=replace(shown.creator, first_name=name, username=name),
        manager=manager,
        ended_by=manager,
    )


def everything(shown: AttemptView, provider: str) -> Iterator[Message]:
    for faces in (creator_faces, team_faces):
        yield from (face.message for face in faces(shown, ENGLISH, provider, NOW))
    yield notices.reminder(shown, ENGLISH, provider)
    yield notices.later_choices(shown, ENGLISH, provider)
    yield notices.what_to_check(shown, ENGLISH, provider)
    yield notices.connected_after_all(shown, ENGLISH, provider)
    yield notices.connected_after_all_for_team(shown, ENGLISH, provider)
    yield notices.connected_after_all_for_owner(shown, ENGLISH, provider)
    yield notices.signed_in_instead(ENGLISH, shown.account or ACCOUNT, NOW, provider)
    has_it = {"account": provider, "name": shown.enrolment.name, "team": shown.team.title}
    yield notices.signed_in_instead_for_owner(shown, ENGLISH, provider, has_it)
    yield notices.stopped_report(ENGLISH, shown.team, shown.enrolment)
    yield notices.who_is_this(shown, ENGLISH, provider, bot_username="codebell_bot", manager_telegram_id=1)
    yield notices.account_unclear(shown, ENGLISH, provider, [(provider, "f" * 16)] * 20)
    yield notices.step_up_asked(shown, ENGLISH, provider)
    listed = [StatusLine(shown.enrolment, shown.account or ACCOUNT, shown.attempt)] * 100
    yield status_creator(ENGLISH, listed)
    yield status_team(ENGLISH, shown.team, listed)


@pytest.mark.parametrize("name", WORST)
@pytest.mark.parametrize("fields", SCENES)
def test_the_worst_names_break_no_message(fields: dict[str, Any], name: str) -> None:
    for message in everything(named(view(**fields), name), name):
        check(message)


@settings(deadline=None)  # one example is a hundred messages: how long it takes says nothing here
@given(st.sampled_from(SCENES), HOSTILE, HOSTILE)
def test_no_name_breaks_a_message(fields: dict[str, Any], name: str, provider: str) -> None:
    for message in everything(named(view(**fields), name), provider):
        check(message)


@given(HOSTILE)
def test_no_hint_breaks_a_prompt(hint: str) -> None:
    for face in creator_faces(view(**code(hint=hint)), ENGLISH, "OnlyFansKit", NOW):
        check(face.message)


UNNAMED = replace(VIEW, account=replace(ACCOUNT, label=None), attempt=view(**code()).attempt)


def test_her_only_account_without_a_label_is_just_an_account() -> None:
    (face,) = creator_faces(UNNAMED, ENGLISH, "OnlyFansKit", NOW)
    assert "your OnlyFans account." in face.message.text
    assert "acct_5a17" not in face.message.text


def test_one_of_several_accounts_without_a_label_is_shown_by_its_id() -> None:
    (face,) = creator_faces(replace(UNNAMED, number=2), ENGLISH, "OnlyFansKit", NOW)
    assert "OnlyFans acct_5a17" in face.message.text


def test_who_is_this_shows_the_id_of_an_account_without_a_label() -> None:
    told = notices.who_is_this(
        UNNAMED, ENGLISH, "OnlyFansKit", bot_username="codebell_bot", manager_telegram_id=None
    )
    assert "OnlyFans acct_5a17" in told.text
