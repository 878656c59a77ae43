"""An account that a login brought and that is linked to nobody: she or an owner has it signed out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards.buttons import Verb, data
from bot.leftovers import stray_handle
from bot.relay.limits import DAY
from providers.steps import ListedAccount
from storage.models import State
from tests.bot.handlers.office import SAM, Office, Said, texts
from tests.bot.handlers.test_disconnect import vendor
from tests.storage import builders

if TYPE_CHECKING:
    from providers.steps import Failed
    from storage.models import Attempt

STRAY, OTHER = "acct_stray", "acct_other"
LABEL = "Sign it out"


@pytest.fixture
async def attempt(office: Office) -> Attempt:
    """Give one that ended with another account, which the vendor lists beside one more."""
    vendor(office).accounts = [ListedAccount(STRAY, "luna"), ListedAccount(OTHER, "bella")]
    return await office.heart.stored(State.FAILED, ask=None, ending="another_account")


async def handle_for(office: Office, of: Attempt, account: str, reader: int) -> str:
    async with office.heart.store.read() as unit:
        return stray_handle(unit, of, account, reader)


async def presses(office: Office, who: int, of: Attempt, account: str, handle: str | None = None) -> str:
    """Press the button under the notice of an attempt; give what is said to whoever pressed."""
    handle = handle or await handle_for(office, of, account, who)
    made = data(Verb.SIGN_OUT_STRAY, of.id, handle)
    return texts(await office.sends_data(who, made, Said(who, "notice", {LABEL: made})), who)


@pytest.mark.parametrize("by", ["stella", "owner"])
async def test_she_and_the_owner_have_it_signed_out(office: Office, attempt: Attempt, by: str) -> None:
    who = office.stella if by == "stella" else SAM
    assert "is signed out at OnlyFansKit" in await presses(office, who, attempt, STRAY)
    assert vendor(office).signed_out == [STRAY]
    assert office.deleted
    async with office.heart.store.read() as unit:
        entry = (await unit.audit.entries(attempt.team_id))[-1]
        person = await unit.people.by_telegram_id(who)
        assert person is not None
        whom = unit.audit.commitment(attempt.team_id, person.id)
    assert (entry.kind, entry.attempt_id) == ("stray_signed_out", attempt.id)
    assert entry.subjects["person"] == whom


@pytest.mark.parametrize("again", ["stella", "owner"])
async def test_it_is_signed_out_once_whoever_presses_again(
    office: Office, attempt: Attempt, again: str
) -> None:
    """The provider may list it again meanwhile: whoever has signed it in since has done so on purpose."""
    await presses(office, office.stella, attempt, STRAY)
    said = await presses(office, office.stella if again == "stella" else SAM, attempt, STRAY)
    assert vendor(office).signed_out == [STRAY]
    assert "is signed out" not in said
    assert office.toasts() == ["This button does nothing any more."]
    assert (await office.audited()).count("stray_signed_out") == 1


async def test_of_two_who_press_at_once_one_is_written_down(
    office: Office, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = vendor(office).disconnect

    async def while_the_owner_presses_too(account: str) -> Failed | None:
        monkeypatch.setattr(vendor(office), "disconnect", plain)
        await presses(office, SAM, attempt, STRAY)
        return await plain(account)

    monkeypatch.setattr(vendor(office), "disconnect", while_the_owner_presses_too)
    await presses(office, office.stella, attempt, STRAY)
    assert (await office.audited()).count("stray_signed_out") == 1


async def test_after_a_day_the_button_does_nothing_and_goes_away(office: Office, attempt: Attempt) -> None:
    office.heart.clock.later(DAY)
    assert await presses(office, office.stella, attempt, STRAY) == ""
    assert vendor(office).signed_out == []
    assert office.toasts() == ["This button does nothing any more."]
    assert len(office.deleted) == 1


async def test_what_she_was_not_told_of_she_cannot_have_signed_out(office: Office, attempt: Attempt) -> None:
    await presses(office, office.stella, attempt, STRAY, await handle_for(office, attempt, STRAY, SAM))
    assert vendor(office).signed_out == []


async def test_a_managers_tap_signs_nothing_out(office: Office, attempt: Attempt) -> None:
    await presses(office, office.mia, attempt, STRAY)
    assert vendor(office).signed_out == []


async def test_a_button_that_was_made_up_signs_nothing_out(office: Office, attempt: Attempt) -> None:
    """What one attempt's button carries names no account for another attempt, and a guess none at all."""
    elsewhere = await office.heart.stored(State.FAILED, ask=None, ending="another_account")
    handle = await handle_for(office, elsewhere, OTHER, office.stella)
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


async def test_what_was_only_proposed_to_somebody_is_nobodys_yet(office: Office, attempt: Attempt) -> None:
    cast = office.heart.cast
    proposed = builders.account(cast.team, cast.stella, external_id=STRAY, confirmed_at=None)
    async with office.heart.work() as work:
        await work.unit.accounts.add(proposed)
    await presses(office, SAM, attempt, STRAY)
    assert vendor(office).signed_out == [STRAY]
