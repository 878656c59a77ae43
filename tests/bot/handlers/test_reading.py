"""Reading commands and button presses: what is ours, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import telegram

from bot.cards.buttons import DATA_LIMIT, Verb
from bot.handlers.choices import Choice, Chosen, choose, chosen
from bot.handlers.commands import COMMANDS, Given, Role, Where, commands_for, given
from bot.handlers.routes import CHOICES, FOR_ANYBODY, IN_GROUP, IN_PRIVATE
from bot.locales import Texts
from bot.people.connections import HANDLE_LENGTH
from bot.people.problems import Problem
from storage import OWN_PROXY, Action, Way, new_id

TOAST_LIMIT = 200
HIGHEST_ID = "9" * 20
FACTS = {
    "agency": "Moonlight Agency",
    "bot": "codebell_bot",
    "closest": "Stella",
    "example": "/invite Stella",
    "id": "acct_" + "9" * 59,
    "longest": "32",
    "most": "3",
    "account": "@stella",
    "name": "Stella",
    "provider": "OnlyFansKit",
    "providers": "onlyfanskit",
    "silent": Texts.of("en")("accounts.silent.plan_refused", provider="OnlyFansKit"),
    "teams": "Moonlight Agency",
    "word": "nothing",
}


class Bot(telegram.Bot):
    """The bot as it is once it knows its own name."""

    @property
    def username(self) -> str:
        return "codebell_bot"


def message(text: str, *, offset: int = 0) -> telegram.Message:
    length = len(text[offset:].split(maxsplit=1)[0])
    command = telegram.MessageEntity(telegram.MessageEntity.BOT_COMMAND, offset, length)
    made = telegram.Message(
        1,
        datetime(2026, 5, 3, tzinfo=UTC),
        telegram.Chat(-1, telegram.Chat.SUPERGROUP),
        text=text,
        entities=[command],
    )
    made.set_bot(Bot("1:token"))
    return made


@pytest.mark.parametrize(
    "text", ["/login Stella Maris", "/LOGIN  Stella\nMaris", "/login@Codebell_Bot Stella Maris"]
)
def test_a_command_is_read_whatever_its_case_and_spacing(text: str) -> None:
    assert given(message(text)) == Given("login", ("Stella", "Maris"))


def test_a_command_for_another_bot_is_not_ours() -> None:
    assert given(message("/login@another_bot Stella")) is None


def test_a_command_within_a_text_is_none() -> None:
    assert given(message("please /login Stella", offset=7)) is None


def test_a_press_is_read_as_it_was_made() -> None:
    identity = new_id()
    assert chosen(choose(Choice.PAGE, identity, "2")) == Chosen(Choice.PAGE, (identity, "2"))


@pytest.mark.parametrize(
    "made",
    [None, "", "page", "page:x", "page:x:", "page:x:1:2", "setup:x", "unknown:x", "mine", ":", "remove::"],
)
def test_altered_callback_data_is_no_press(made: str | None) -> None:
    assert chosen(made) is None


def test_the_longest_callback_data_fits() -> None:
    longest = [
        choose(Choice.PICK, new_id(), "f" * 16),
        choose(Choice.LOGIN_CREATOR, new_id(), "onlyfans"),
        choose(Choice.AGREE, new_id(), "ask_first", "uk"),
        choose(Choice.PAGE, new_id(), HIGHEST_ID),
        choose(Choice.CONNECT, new_id(), "f" * HANDLE_LENGTH, max(Way, key=len), OWN_PROXY),
        choose(Choice.STEP_UP, new_id(), max(Action, key=len)),
        choose(Choice.ASSIGN_TO, "f" * 16, new_id()),
        choose(Choice.TEAM_STEP_UP, new_id(), "off"),
    ]
    assert max(map(len, longest)) <= DATA_LIMIT


def test_no_choice_can_be_taken_for_an_attempts_button() -> None:
    assert not {choice.value for choice in Choice} & {verb.value for verb in Verb}


def test_every_choice_has_its_handler() -> None:
    assert set(CHOICES) == set(Choice)


def test_every_command_that_is_listed_is_handled_where_it_is_listed() -> None:
    listed = {(command.where, command.name) for command in COMMANDS}
    in_group = {(Where.GROUP, name) for name in {*IN_GROUP, "help"}}
    in_private = {(Where.PRIVATE, name) for name in {*IN_PRIVATE, *FOR_ANYBODY}}
    assert listed == in_group | in_private


def test_every_command_has_a_description_that_telegram_takes_and_an_example() -> None:
    texts = Texts.of("en")
    for command in COMMANDS:
        assert 0 < len(texts.plain(f"command.{command.key}")) <= 256
        assert texts.plain(f"example.{command.key}").startswith(f"/{command.name}")


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_text_that_fits_under_a_button(problem: Problem) -> None:
    assert 0 < len(Texts.of("en").plain(f"problem.{problem}", **FACTS)) <= TOAST_LIMIT


def test_an_owners_commands_are_shown_to_owners_alone() -> None:
    shown = commands_for(Where.GROUP, frozenset({Role.MANAGER, Role.ANYBODY}))
    assert "setup" not in {command.name for command in shown}


def test_a_command_of_two_roles_is_shown_once() -> None:
    shown = [command.name for command in commands_for(Where.PRIVATE, frozenset(Role))]
    assert len(shown) == len(set(shown))


def test_a_creator_is_told_to_disconnect_without_a_name() -> None:
    (shown,) = (
        command
        for command in commands_for(Where.PRIVATE, frozenset({Role.CREATOR}))
        if command.name == "disconnect"
    )
    assert Texts.of("en").plain(f"example.{shown.key}") == "/disconnect"
