"""Telegram refuses, breaks off or cannot reach her: what is shown afterwards is right nevertheless."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from sandbox.telegram.faults import Answer
from tests.faults.place import CONNECTED, LOGIN, had_one_login, submissions
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.faults.place import Place

WAIT = 2
SLOW_DOWN = Answer(429, f"Too Many Requests: retry after {WAIT}", retry_after=WAIT)
BLOCKED = Answer(403, "Forbidden: bot was blocked by the user")
MENDED_SECONDS = 20.0


async def test_a_prompt_that_telegram_puts_off_comes_when_it_may(alone: Place) -> None:
    team = await alone.world.team()
    telegram = alone.world.telegram
    telegram.faults.fail("sendMessage", SLOW_DOWN, chat=team.creator.private)
    team.manager.says(team.group, "/login Stella")
    await telegram.until(lambda: telegram.record.of("sendMessage", status=429))
    refused = time.monotonic()
    await team.sees("Type the code")
    assert time.monotonic() - refused > WAIT * 0.9
    await play(team, [("Stella", CODE, CONNECTED)])
    had_one_login(team)
    assert len(telegram.record.of("sendMessage", status=429)) == 1


async def test_a_prompt_whose_answer_is_lost_can_be_answered_at_once(alone: Place) -> None:
    team = await alone.world.team()
    alone.world.telegram.faults.cut("sendMessage", performed=True, chat=team.creator.private)
    await play(team, [LOGIN, ("Stella", CODE, {"group": "✅ Connected"})])
    assert submissions(team) == 1
    assert len(team.sent(team.creator.private, "Type the code")) == 1


@pytest.mark.slow  # the claim of a sending without an answer has to lapse: 8 s
async def test_a_prompt_whose_answer_is_lost_is_doubled_once(alone: Place) -> None:
    team = await alone.world.team()
    alone.world.telegram.faults.cut("sendMessage", performed=True, chat=team.creator.private)
    await play(team, [LOGIN])
    await alone.world.telegram.until(
        lambda: len(team.sent(team.creator.private, "Type the code")) > 1, MENDED_SECONDS
    )
    await play(team, [("Stella", CODE, CONNECTED)])
    assert len(team.sent(team.creator.private, "Type the code")) == 2
    assert submissions(team) == 1


@pytest.mark.slow  # likewise
async def test_a_card_that_cannot_be_sent_keeps_no_prompt_back(alone: Place) -> None:
    team = await alone.world.team()
    alone.world.telegram.faults.cut("sendMessage", performed=False, times=2, chat=team.group)
    await play(team, [("Mia", "/login Stella", {"Stella": "Type the code"})])
    await play(team, [("Stella", CODE, {"Stella": "signed in ·"})])
    await team.group_sees("✅ Connected", MENDED_SECONDS)
    had_one_login(team)


async def test_a_login_ends_when_she_blocks_the_bot_and_the_group_is_told(alone: Place) -> None:
    team = await alone.world.team()
    await play(team, [LOGIN])
    team.creator.blocks_bot()
    await team.group_sees("cannot be reached by this bot")


async def test_a_login_ends_when_telegram_says_that_she_has_blocked_the_bot(alone: Place) -> None:
    team = await alone.world.team()
    alone.world.telegram.faults.fail("sendMessage", BLOCKED, chat=team.creator.private)
    await play(team, [("Mia", "/login Stella", {"group": "cannot be reached by this bot"})])
    assert submissions(team) == 0
