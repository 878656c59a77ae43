"""The database goes away and comes back: Telegram keeps what could not be committed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.conftest import socket
from tests.faults.place import CONNECTED, had_one_login
from tests.harness.dialog import CODE, play

if TYPE_CHECKING:
    from tests.faults.place import Place
    from tests.harness.postgres import PostgresServer

pytestmark = pytest.mark.timeout(120)  # several processes start within one test

OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres' AND datname = '{}'"


async def test_a_command_is_refused_while_the_database_is_away_and_takes_effect_after(
    pair: Place, postgres: PostgresServer
) -> None:
    team = await pair.world.team()
    delivery = pair.world.telegram.delivery
    await pair.world.telegram.until(lambda: not delivery.sending)
    deliveries, before = delivery.attempts, len(delivery.attempts)
    way = socket(pair.world.directory)
    name = pair.world.variables["DATABASE_URL"].split("?")[0].rsplit("/", 1)[1]
    way.unlink()
    postgres.sql(OFF.format(name))
    team.manager.says(team.group, "/login Stella")
    await pair.world.telegram.until(lambda: len(deliveries) > before + 1)
    assert {status for _, _, status in deliveries[before:]} == {503}
    way.symlink_to(postgres.directory)
    await team.sees("Type the code")
    await play(team, [("Stella", CODE, CONNECTED)])
    had_one_login(team)
