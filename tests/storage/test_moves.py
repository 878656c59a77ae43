"""A team's group that Telegram gave another id: what is open follows it there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage import Audience, State, Store
from storage.models import CALLING
from tests.storage import builders
from tests.storage.builders import Cast, stored


async def test_a_team_that_moves_leaves_its_cards_and_commands_behind(store: Store, cast: Cast) -> None:
    asked = await stored(store, cast, state=State.ASKED, told=0)
    live = await stored(store, cast, state=State.CODE_NEEDED, told=0)
    over = await stored(store, cast, state=State.FAILED, told=0)
    other = await stored(store, await builders.cast(store), told=0)
    made = [
        builders.card(of, audience=audience) for of in (asked, live, over, other) for audience in Audience
    ]
    async with store.write() as unit:
        for card in made:
            await unit.cards.claim_new(card, 60)
        await unit.attempts.move_team(cast.team.id)
        kept = [card for of in (asked, live, over, other) for card in await unit.cards.of_attempt(of.id)]
        assert {card.id for card in made} - {card.id for card in kept} == {made[0].id, made[2].id}
        for attempt in (asked, live):
            moved = replace(attempt, command_message_id=None, version=1)
            assert await unit.attempts.get(attempt.id) == moved
        for attempt in (over, other):
            assert await unit.attempts.get(attempt.id) == attempt
        assert {one.id for one in await unit.attempts.untold(9)} == {asked.id, live.id}


@pytest.mark.parametrize("state", sorted(CALLING))
async def test_a_call_under_way_keeps_its_version_when_the_team_moves(
    store: Store, cast: Cast, state: State
) -> None:
    calling = await stored(store, cast, owner="me", state=state)
    async with store.write() as unit:
        await unit.cards.claim_new(builders.card(calling, audience=Audience.TEAM), 60)
        await unit.attempts.move_team(cast.team.id)
        assert await unit.cards.of_attempt(calling.id) == []
        assert await unit.attempts.change(calling, replace(calling, state=State.WORKING))
