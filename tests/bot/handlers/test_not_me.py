"""[Not me] on a card: what may be signed in all the same, she alone can have signed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards.buttons import Verb, data
from bot.relay.endings import Own
from storage.models import State
from tests.bot.handlers.office import SAM, Mute, Said, labels, manifest, texts
from tests.bot.handlers.test_disconnect import account, vendor
from tests.bot.relay.attempts import SMS

if TYPE_CHECKING:
    from storage.models import Attempt
    from tests.bot.handlers.office import Office

OFFER = "Sign it out too"


async def presses_not_me(office: Office, attempt: Attempt) -> list[Said]:
    """Have her press the button under the card of an attempt."""
    not_me = data(Verb.NOT_ME, attempt.id)
    return await office.sends_data(office.stella, not_me, Said(office.stella, "card", {"Not me": not_me}))


async def attempt_in(office: Office, state: State, *, watch_until: float | None = None) -> Attempt:
    ask = SMS if state is State.CODE_NEEDED else None
    return await office.heart.stored(state, ask=ask, watch_until=watch_until)


@pytest.mark.parametrize("state", [State.STARTING, State.CODE_NEEDED, State.CONNECTED])
async def test_what_may_be_signed_in_she_alone_can_have_signed_out(office: Office, state: State) -> None:
    said = await presses_not_me(office, await attempt_in(office, state))
    assert labels(said, office.stella) == [OFFER]
    assert "OnlyFansKit may have your OnlyFans @stella signed in all the same" in texts(said, office.stella)
    assert OFFER not in labels(said, SAM) + labels(said, office.group)
    await office.presses(office.stella, OFFER)
    assert vendor(office).signed_out == [office.heart.cast.account.external_id]
    assert (await account(office)).removed_at is not None


async def test_what_the_provider_may_go_on_with_counts_as_well(office: Office) -> None:
    watched = await attempt_in(office, State.EXPIRED, watch_until=office.heart.clock() + 60)
    assert labels(await presses_not_me(office, watched), office.stella) == [OFFER]


async def test_a_live_login_counts_beside_the_one_that_she_pressed_under(office: Office) -> None:
    await attempt_in(office, State.CODE_NEEDED)
    over = await attempt_in(office, State.EXPIRED)
    assert labels(await presses_not_me(office, over), office.stella) == [OFFER]


async def test_what_was_only_asked_or_came_to_nothing_offers_nothing(office: Office) -> None:
    for state in (State.ASKED, State.EXPIRED):
        assert labels(await presses_not_me(office, await attempt_in(office, state)), office.stella) == []


async def test_nothing_is_offered_where_the_provider_cannot_sign_out(office: Office) -> None:
    office.vendors = {"onlyfanskit": Mute(manifest("onlyfanskit"))}
    assert (
        labels(await presses_not_me(office, await attempt_in(office, State.CONNECTED)), office.stella) == []
    )


async def test_nobody_else_signs_it_out_by_that_button(office: Office) -> None:
    await presses_not_me(office, await attempt_in(office, State.CONNECTED))
    await office.presses(office.mia, OFFER)
    assert vendor(office).signed_out == []


async def presses_by_account(office: Office, who: int) -> list[Said]:
    """Press the button that came with an account of Stella which another login has signed in."""
    not_me = data(Verb.NOT_ME_BY_ACCOUNT, office.heart.cast.account.id)
    return await office.sends_data(who, not_me, Said(who, "notice", {"Not me": not_me}))


async def test_an_account_that_anothers_login_signed_in_has_the_same_not_me(office: Office) -> None:
    live = await attempt_in(office, State.CODE_NEEDED)
    said = await presses_by_account(office, office.stella)
    assert labels(said, office.stella) == [OFFER]
    assert ("stopped", office.heart.cast.stella.id) in office.heart.notices.said
    assert (await office.heart.row(live)).ending == Own.BLOCKED
    async with office.heart.store.read() as unit:
        stella = await unit.people.get(office.heart.cast.stella.id)
    assert stella is not None
    assert stella.blocked_at is not None


@pytest.mark.parametrize("who", ["mia", "owner"])
async def test_nobody_else_stops_her_by_that_button(office: Office, who: str) -> None:
    live = await attempt_in(office, State.CODE_NEEDED)
    assert await presses_by_account(office, office.mia if who == "mia" else SAM) == []
    assert (await office.heart.row(live)).state is State.CODE_NEEDED
