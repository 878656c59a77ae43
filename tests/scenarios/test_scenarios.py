"""Every login scenario of every simulated vendor goes as its table says, through the bot as a process."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest

from tests.scenarios.playing import nothing_is_live, perform
from tests.scenarios.tables import SLUGS, plots_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.world import World


@pytest.mark.parametrize("slug", SLUGS)
def test_every_scenario_of_a_simulator_is_in_its_table(slug: str) -> None:
    simulated = importlib.import_module(f"sandbox.{slug}")
    plain = next(account.id for account in simulated.scenario_accounts() if account.id.endswith("_plain"))
    prefix = plain.removesuffix("plain")
    named = {account.id.removeprefix(prefix) for account in simulated.scenario_accounts()}
    assert named >= set(simulated.SCENARIOS)
    assert {plot.scenario for plot in plots_of(slug)} == named


@pytest.mark.slow
@pytest.mark.timeout(180)  # many logins, twelve at once
async def test_the_core_of_the_scenarios_goes_as_the_tables_say(world: World, directory: Path) -> None:
    await perform(world, [(slug, plot) for slug in SLUGS for plot in plots_of(slug) if plot.core])
    nothing_is_live(directory)


@pytest.mark.scenario
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.timeout(300)  # likewise
async def test_all_other_scenarios_go_as_their_table_says(world: World, directory: Path, slug: str) -> None:
    await perform(world, [(slug, plot) for plot in plots_of(slug) if not plot.core])
    nothing_is_live(directory)
