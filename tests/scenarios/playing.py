"""Plays plots against the running bot: many at once, each with a team of its own."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import OVER
from tests.scenarios.acting import act
from tests.scenarios.beginning import begin
from tests.scenarios.page import Browser
from tests.scenarios.plot import Asked, Begins
from tests.scenarios.story import Story

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.harness.world import Team, World
    from tests.scenarios.plot import Plot

    Part = tuple[str, Plot]

AT_ONCE = 12
COMING_AT_ONCE = 4
"""Teams that are set up at once: that is all work, where a login is mostly waiting."""
SHORTEST = 6.0
"""Seconds of the world's time that a code is looked at, where the vendor takes any time for that."""
LONGEST = 300
"""Characters of an error that are shown; some tell all that was ever said."""


async def perform(world: World, parts: Sequence[Part]) -> None:
    """Play plots, each at its provider; AssertionError that names each that did not go as written."""
    room, door = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(COMING_AT_ONCE)

    async def one(slug: str, plot: Plot) -> list[str]:
        async with room:
            return await _faults(world, slug, plot, door)

    faults = [fault for found in await asyncio.gather(*(one(*part) for part in parts)) for fault in found]
    strays = {slug: vendor.strays for slug, vendor in world.vendors.items() if vendor.strays}
    assert not faults, "\n".join(faults)
    assert not strays


async def _faults(world: World, slug: str, plot: Plot, door: asyncio.Semaphore) -> list[str]:
    """Play one plot from a team's beginning to its end, and say what does not hold."""
    try:
        async with door:
            team = await _team(world, slug, plot)
    except TimeoutError:
        return [f"{slug}: {plot.name}: no team came about in time"]
    async with Browser() as browser, Browser() as frame:
        story = Story(team, plot, team.vendor.platform[team.account_id], browser, frame)
        story.acts()
        story.begun, story.calls = story.floor, len(team.world.telegram.record.costs())
        try:
            await _play(story)
        except AssertionError as error:
            return [str(error)]
        except Exception as error:  # noqa: BLE001 - one plot's fault is told beside the others'
            return [story.told(repr(error)[:LONGEST])]
        return story.faults()


async def _team(world: World, slug: str, plot: Plot) -> Team:
    """Let a team exist; the world's time is too fast for what the vendor does within seconds to be seen."""
    linked = plot.begins in {Begins.LOGIN, Begins.PASSWORD, Begins.STEP_UP}
    team = await world.team(plot.scenario, provider=slug, linked=linked)
    account = team.vendor.platform[team.account_id]
    seen = replace(
        account.scenario,
        vanishes_after=account.scenario.vanishes_after * world.clock.rate,
        pending_after=account.scenario.pending_after and max(account.scenario.pending_after, SHORTEST),
    )
    team.vendor.add_account(replace(account, scenario=seen, connected=linked or plot.is_known))
    return team


async def _play(story: Story) -> None:
    plot = story.plot
    if plot.before is not None:
        await begin(story)
        await story.ended(plot.before)
        story.acts()
    await begin(story, forced=plot.is_forced)
    for step in plot.steps:
        await (story.asked(step) if isinstance(step, Asked) else act(story, step))
    await story.ended(plot.ending)
    if plot.begins.is_on_page:
        await story.browser.look()
        heading = story.browser.seen.heading
        if heading != plot.ending.page:
            story.fail(f"the page says {heading}")
    await story.until(lambda: all(message.deleted for message in story.typed), "a code stands in the chat")


def nothing_is_live(directory: Path) -> None:
    """Hold that no attempt is under way any more, by the database's own word."""
    with closing(sqlite3.connect(f"file:{directory / 'bot.db'}?mode=ro", uri=True)) as database:
        states = {state for (state,) in database.execute("SELECT DISTINCT state FROM attempts")}
    assert states <= OVER, states - OVER
