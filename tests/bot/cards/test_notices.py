"""Messages that no row derives: reminders, who asks, what to check, what was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards import notices
from bot.cards.buttons import Verb, parse
from bot.relay.reactions import Reaction
from providers.steps import Channel
from storage.models import State
from tests.bot.cards.scenes import (
    ENGLISH,
    LABEL,
    MIA_ID,
    PROVIDER,
    STELLA_ID,
    THREAD,
    VIEW,
    code,
    labels,
    lines,
    seen,
    view,
)
from tests.bot.locales.reading import messages

if TYPE_CHECKING:
    from bot.cards.message import Message


def carried(message: Message) -> list[Verb]:
    presses = [parse(button.data) for row in message.buttons for button in row]
    return [press.verb for press in presses if press is not None]


def test_a_reminder_says_who_waits_for_what_until_when_and_answers_the_prompt() -> None:
    told = notices.reminder(view(**code()), ENGLISH, PROVIDER, reply_to=7)
    assert (
        lines(told)[0] == "⏰ Moonlight Agency: Mia still waits for your OnlyFans @stella, until 08:10 UTC."
    )
    assert (told.reply_to, told.buttons) == (7, ())


def test_later_offers_three_times() -> None:
    told = notices.later_choices(view(state=State.ASKED), ENGLISH, PROVIDER)
    assert labels(told) == [["In 30 minutes", "In 2 hours"], ["Tomorrow"]]
    parts = [parse(button.data) for row in told.buttons for button in row]
    assert [press.parts[1] for press in parts if press is not None] == ["1800", "7200", "86400"]


def test_who_is_this_shows_the_managers_numeric_id_and_the_bots_handle() -> None:
    told = seen(
        notices.who_is_this(
            view(**code()), ENGLISH, PROVIDER, bot_username="codebell_bot", manager_telegram_id=MIA_ID
        )
    )
    for fact in ("Mia", str(MIA_ID), "Moonlight Agency", LABEL, PROVIDER, "@codebell_bot", "Reason: "):
        assert fact in told


def test_who_is_this_of_her_own_login_names_nobody_else() -> None:
    own = view(**code(), manager_id=None)
    told = seen(
        notices.who_is_this(own, ENGLISH, PROVIDER, bot_username="codebell_bot", manager_telegram_id=None)
    )
    assert "You asked for it yourself." in told
    assert "Telegram id" not in told


@pytest.mark.parametrize("channel", Channel)
def test_where_nothing_came_she_is_told_what_to_check_and_can_start_over(channel: Channel) -> None:
    told = notices.what_to_check(view(**code(channel)), ENGLISH, PROVIDER)
    assert len(lines(told)) == 3
    assert carried(told) == [Verb.START_OVER]


def test_not_me_is_answered_with_the_way_back() -> None:
    assert carried(notices.stopped(ENGLISH)) == [Verb.ALLOW]


def test_the_owner_hears_of_a_not_me_without_her_telegram_account() -> None:
    told = seen(notices.stopped_report(ENGLISH, VIEW.team, VIEW.enrolment))
    assert "Stella" in told
    assert str(STELLA_ID) not in told


def test_a_login_that_connects_after_its_end_is_told_to_all_and_she_can_stop_it() -> None:
    over = view(state=State.EXPIRED, challenge=1)
    hers = notices.connected_after_all(over, ENGLISH, PROVIDER, "Sam (@sam)")
    assert carried(hers) == [Verb.NOT_ME]
    assert "ask Sam (@sam)." in hers.text
    group = notices.connected_after_all_for_team(over, ENGLISH, PROVIDER)
    assert group.thread == THREAD
    assert LABEL not in group.text
    assert "Moonlight Agency" in notices.connected_after_all_for_owner(over, ENGLISH, PROVIDER).text


def test_every_reaction_that_is_said_has_its_text_and_no_other_has() -> None:
    said = {f"reaction.{reaction}" for reaction in Reaction if not reaction.silent}
    assert {key for key in messages("en") if key.startswith("reaction.")} == said


def test_a_code_that_came_too_early_is_explained() -> None:
    assert "before it was asked for" in notices.code_too_early(ENGLISH).text
