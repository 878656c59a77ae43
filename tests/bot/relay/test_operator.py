"""What is wrong with the operator's key is the owners' to mend: they are told, and nobody is blamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.relay.endings import FOR_THE_OPERATOR
from providers.steps import Failed, Reason
from storage.models import State

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart


@pytest.mark.parametrize("reason", Reason)
async def test_the_owners_are_told_of_the_faults_of_their_key_alone(heart: Heart, reason: Reason) -> None:
    attempt = await heart.stored(State.WORKING)
    heart.provider.answers("check", Failed(reason))
    assert (await heart.look(attempt)).ending == reason
    told = [("key_refused", attempt.id)] if reason in FOR_THE_OPERATOR else []
    assert heart.notices.said == told


async def test_a_provider_that_lost_its_key_is_the_owners_to_mend(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING, provider="switched off")
    assert (await heart.look(attempt)).ending == Reason.KEY_REFUSED
    assert heart.notices.said == [("key_refused", attempt.id)]


async def test_what_was_over_before_is_no_news(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING)
    await heart.decline(attempt)
    heart.provider.answers("check", Failed(Reason.KEY_REFUSED))
    await heart.look(attempt)
    assert heart.notices.said == []
