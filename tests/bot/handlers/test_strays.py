"""An account that a login brought and that is linked to nobody: she or an owner has it signed out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards.buttons import Verb, data
from bot.notices import stray_handle
from providers.steps import ListedAccount
from storage.models import State
from tests.bot.handlers.office import SAM, Office, Said, texts
from tests.bot.handlers.test_disconnect import vendor
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Attempt

STRAY, OTHER = "acct_stray", "acct_other"
LABEL = "Sign it out"


@pytest.fixture
async def attempt(office: Office) -> Attempt:
    """Give one that ended with another account, which the vendor lists beside one more."""
    vendor(office).accounts = [ListedAccount(STRAY, "luna"), ListedAccount(OTHER, "bella")]
    return await office.heart.stored(State.FAILED, ask=None, ending="another_account")


async def presses(office: Office, who: int, of: Attempt, account: str, handle: str | None = None) -> str:
    """Press the button under the notice of an attempt; give what is said to whoever pressed."""
    async with office.heart.store.read() as unit:
        made = data(Verb.SIGN_OUT_STRAY, of.id, handle or stray_handle(unit, of, account))
    return texts(await office.sends_data(who, made, Said(who, "notice", {LABEL: made})), who)


@pytest.mark.parametrize("by", ["stella", "owner"])
async def test_she_and_the_owner_have_it_signed_out(office: Office, attempt: Attempt, by: str) -> None:
    who = office.stella if by == "stella" else SAM
    assert "is signed out at OnlyFansKit" in await presses(office, who, attempt, STRAY)
    assert vendor(office).signed_out == [STRAY]
    assert (await office.audited())[-1] == "stray_signed_out"


async def test_a_managers_tap_signs_nothing_out(office: Office, attempt: Attempt) -> None:
    await presses(office, office.mia, attempt, STRAY)
    assert vendor(office).signed_out == []


async def test_a_button_that_was_made_up_signs_nothing_out(office: Office, attempt: Attempt) -> None:
    """What one attempt's button carries names no account for another attempt, and a guess none at all."""
    elsewhere = await office.heart.stored(State.FAILED, ask=None, ending="another_account")
    async with office.heart.store.read() as unit:
        handle = stray_handle(unit, elsewhere, OTHER)
    for guess in (handle, "0" * len(handle)):
        await presses(office, office.stella, attempt, OTHER, guess)
    assert vendor(office).signed_out == []


async def test_what_somebody_has_linked_meanwhile_is_that_ones_affair(
    office: Office, attempt: Attempt
) -> None:
    cast = office.heart.cast
    async with office.heart.work() as work:
        await work.unit.accounts.add(builders.account(cast.team, cast.stella, external_id=STRAY))
    await presses(office, office.stella, attempt, STRAY)
    assert vendor(office).signed_out == []
