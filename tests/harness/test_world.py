"""The world reaches nothing outside this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from providers.registry import ADAPTERS
from tests.harness.world import BLOCK, NOBODY, changed, running_world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.canary import Canary


@pytest.mark.parametrize("slug", ADAPTERS)
async def test_a_provider_that_is_not_simulated_is_at_an_address_of_nobody(
    tmp_path: Path, canaries: Canary, slug: str
) -> None:
    database = f"sqlite:///{tmp_path}/codebell.db"
    async with running_world(tmp_path, database, canaries, slugs=(slug,)) as world:
        at = {each: world.variables[ADAPTERS[each].manifest.base_url_variable] for each in ADAPTERS}
    assert urlsplit(at.pop(slug)).hostname == "127.0.0.1"
    assert set(at.values()) == {NOBODY}


def test_what_has_changed_of_a_database_is_given_with_all_around_it() -> None:
    before = bytes(5 * BLOCK)
    after = before[: 2 * BLOCK - 4] + b"83120947" + before[2 * BLOCK + 4 :] + b"more"
    assert changed(before, before) == b""
    assert b"83120947" in changed(before, after)
    assert changed(before, after).endswith(b"more")
    assert changed(b"", after) == after
