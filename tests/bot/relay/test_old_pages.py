"""Buttons that lead to the page, pressed when a later login has made them old."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.relay.reactions import Reaction
from providers.steps import Failed, Reason
from storage.models import Purpose, State, Way
from tests.bot.relay.attempts import NOW
from tests.bot.relay.page import begun, forces, opens
from tests.bot.relay.scripted import PASSWORD_SLUG

if TYPE_CHECKING:
    from storage.models import Attempt
    from tests.bot.relay.heart import Heart

LATER = NOW + 60
FIRST: dict[str, Any] = {"account_id": None, "purpose": Purpose.CONNECT, "way": Way.FORM}


async def refused(heart: Heart, **changes: Any) -> Attempt:  # noqa: ANN401 - any field of the model
    """Give a login that ended with a button which leads to the page."""
    return await heart.stored(State.FAILED, ending=Reason.CREDENTIALS_REFUSED, **changes)


async def connected(heart: Heart, **changes: Any) -> Attempt:  # noqa: ANN401 - likewise
    """Give a login that connected later."""
    fields = FIRST | {"created_at": LATER, "state_since": LATER, "account_id": heart.cast.account.id}
    return await heart.stored(State.CONNECTED, **fields | changes)


async def open_attempts(heart: Heart) -> list[Attempt]:
    async with heart.store.read() as unit:
        return await unit.attempts.asked_of_creator(heart.cast.stella.id)


@pytest.mark.parametrize("how", [{}, FIRST], ids=["reconnected", "connected first"])
async def test_an_old_button_begins_nothing_where_a_later_login_connected(
    heart: Heart, how: dict[str, Any]
) -> None:
    attempt = await refused(heart, **how)
    await connected(heart)
    assert (await opens(heart, attempt)).reaction is Reaction.ALREADY_IN
    assert await open_attempts(heart) == []


async def test_an_old_button_that_forces_begins_nothing_where_a_later_login_connected(heart: Heart) -> None:
    attempt = await heart.stored(State.FAILED, ending=Reason.ALREADY_CONNECTED, **FIRST)
    await connected(heart)
    assert (await forces(heart, attempt)).reaction is Reaction.ALREADY_IN
    assert await open_attempts(heart) == []


@pytest.mark.parametrize("how", [{}, FIRST], ids=["reconnected", "connected first"])
async def test_an_old_button_helps_where_the_session_has_ended_since(
    heart: Heart, how: dict[str, Any]
) -> None:
    attempt = await refused(heart, **how)
    await connected(heart)
    await refused(heart, created_at=LATER + 60)
    assert (await opens(heart, attempt)).reaction is Reaction.OPEN_PAGE


async def test_an_old_button_helps_where_what_connected_was_signed_out_since(heart: Heart) -> None:
    attempt = await refused(heart, **FIRST)
    await connected(heart)
    async with heart.work() as work:
        await work.unit.accounts.save(replace(heart.cast.account, removed_at=LATER))
    assert (await opens(heart, attempt)).reaction is Reaction.OPEN_PAGE


@pytest.mark.parametrize(
    "else_where",
    [
        {"provider": PASSWORD_SLUG},
        {"platform": "fansly"},
        {"created_at": NOW - 60},
        {"purpose": Purpose.STEP_UP},
    ],
    ids=["at another provider", "on another platform", "before", "for a step-up"],
)
async def test_an_old_button_helps_where_something_else_connected(
    heart: Heart, else_where: dict[str, Any]
) -> None:
    attempt = await refused(heart, **FIRST)
    await connected(heart, **else_where)
    assert (await opens(heart, attempt)).reaction is Reaction.OPEN_PAGE


async def test_the_page_says_that_she_is_signed_in_where_a_later_login_connected(heart: Heart) -> None:
    heart.provider.answers("start", Failed(Reason.LOGIN_FAILED))
    attempt, page = await begun(heart)
    await page.sign_in()
    await heart.becomes(attempt, State.FAILED)
    await connected(heart)
    assert (await page.again()).reaction is Reaction.ALREADY_IN
    assert await open_attempts(heart) == []
