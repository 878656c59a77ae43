"""`python -m sandbox --once` as a newcomer starts it: the real bot, a whole login, a story, an exit code."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from sandbox.process import ROOT
from sandbox.running import USUAL_PROVIDER, Choices, running_stage
from sandbox.simulated import RECONNECTING

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.running import Stage

SECONDS = 50.0


async def _start(directory: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Start it with no variable set but where programs and temporary files are."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--once", *arguments),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(directory)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def _run(directory: Path, *arguments: str) -> tuple[int | None, str, str]:
    process = await _start(directory, *arguments)
    try:
        async with asyncio.timeout(SECONDS):
            printed, complained = await process.communicate()
    except BaseException:
        process.terminate()
        await process.wait()
        raise
    return process.returncode, printed.decode(), complained.decode()


@pytest.mark.slow  # it plays a whole login at Telegram's pace: 15 s
async def test_one_whole_login_is_played_and_told(tmp_path: Path) -> None:
    code, told, complained = await _run(tmp_path)

    assert (code, complained) == (0, "")
    assert "Mia: /login Stella" in told
    assert "✅ Connected" in told
    assert "signed in ·" in told
    assert "times a code was submitted         1" in told
    assert max(map(len, told.splitlines())) <= 80
    typed = [line for line in told.splitlines() if re.search(r"\b\d{3} ?\d{3}\b", line)]
    assert len(typed) == 1
    assert "│ Stella: " in typed[0]
    assert "\x1b" not in told


@pytest.mark.slow  # likewise
async def test_a_login_that_does_not_connect_exits_non_zero_in_every_mode(tmp_path: Path) -> None:
    code, told, complained = await _run(tmp_path, "--scenario", "dead", "--poll", "--ask-first")

    assert code == 1
    assert "Stella presses [I'm ready]" in told
    assert "✗ The account is not connected" in told
    assert "The last that the bot printed:" in complained
    assert "attempt_changed" in complained


@pytest.mark.slow  # likewise: 15 s each
@pytest.mark.parametrize("slug", [slug for slug in RECONNECTING if slug != USUAL_PROVIDER])
async def test_the_login_can_be_played_at_any_provider_that_signs_in_again(tmp_path: Path, slug: str) -> None:
    code, told, complained = await _run(tmp_path, "--provider", slug)

    assert (code, complained) == (0, "")
    assert "✅ Connected" in told
    assert "times a code was submitted         1" in told


async def test_a_scenario_that_the_provider_does_not_have_is_answered_with_those_it_has(
    tmp_path: Path,
) -> None:
    code, told, complained = await _run(tmp_path, "--provider", "onlyfansapi_fansly", "--scenario", "sms")

    assert (code, told) == (2, "")
    assert "one of plain, email, authenticator" in complained


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_everything_and_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = await _start(tmp_path)
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        while b"Sam" not in await process.stdout.readline():
            pass
        process.send_signal(number)
        await process.communicate()

    assert process.returncode == 130
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - one look at an empty folder


async def _fails_on_stage(seen: list[Stage]) -> None:
    async with running_stage(Choices()) as stage:
        seen.append(stage)
        message = "the script forgot the text"
        raise RuntimeError(message)


async def test_the_bot_ends_with_the_stage_also_when_the_script_fails() -> None:
    seen: list[Stage] = []

    with pytest.raises(RuntimeError, match="forgot the text"):
        await _fails_on_stage(seen)

    assert seen[0].bot.has_ended
