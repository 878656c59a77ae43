"""Fixtures of the conversations' tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.handlers.office import SAM, Office, Reconnecting, manifest
from tests.bot.relay.conftest import heart, store, template

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart

__all__ = ["heart", "store", "template"]


@pytest.fixture
async def office(heart: Heart) -> Office:
    """Give the bot with OnlyFansKit, at which Stella has her account."""
    made = Office(heart, {"onlyfanskit": Reconnecting(manifest("onlyfanskit", label="OnlyFansKit"))})
    await made.knows(SAM, "Sam")
    return made
