"""Fixtures of the page's tests: the heart on a database for each test, and the page over HTTP upon it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.relay.conftest import store, template
from tests.bot.relay.heart import Heart
from tests.bot.relay.scripted import ScriptedProvider
from tests.bot.web.connect.sights import WITH_COUNTRY
from tests.bot.web.connect.site import Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage import Store
    from tests.bot.relay.conftest import Template

__all__ = ["store", "template"]


@pytest.fixture
async def site(template: Template, store: Store) -> AsyncIterator[Site]:
    heart = Heart(store, template.cast, provider=ScriptedProvider(WITH_COUNTRY))
    made = Site(heart)
    yield made
    await made.close()
    await heart.driver.stop(0)
