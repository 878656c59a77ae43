"""A freeze is staff's to begin and hers alone to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.locales import moment
from tests.bot.handlers.office import SAM, texts

if TYPE_CHECKING:
    from tests.bot.handlers.office import Office


async def is_frozen(office: Office) -> bool:
    async with office.heart.store.read() as unit:
        stella = await unit.people.get(office.heart.cast.stella.id)
    assert stella is not None
    return stella.frozen_at is not None


async def test_the_button_that_ends_it_does_nothing_for_anybody_else(office: Office) -> None:
    await office.says(office.mia, "/freeze Stella", where=office.group)
    await office.presses(office.mia, "End the freeze")
    assert "not frozen" in office.toasts()[-1]
    assert await is_frozen(office)
    await office.presses(office.stella, "End the freeze")
    assert not await is_frozen(office)
    assert {"creator_frozen", "creator_thawed"} <= set(await office.audited())


async def test_who_is_neither_manager_nor_owner_freezes_nobody(office: Office) -> None:
    await office.says(office.stella, "/freeze Stella", where=office.group)
    await office.says(office.mia, "/freeze Stella")
    assert not await is_frozen(office)


async def test_an_owner_freezes_in_private(office: Office) -> None:
    await office.knows(SAM, "Sam")
    assert "is frozen: nothing begins" in texts(await office.says(SAM, "/freeze Stella"), SAM)
    assert "The owner of this bot" in texts(office.said, office.stella)
    assert await is_frozen(office)


async def test_she_reads_since_which_day_she_is_frozen(office: Office) -> None:
    await office.says(office.mia, "/freeze Stella", where=office.group)
    shown = texts(await office.says(office.stella, "/status"), office.stella)
    since = moment(office.heart.clock())
    assert f"Your logins are frozen since {since}" in shown


async def test_an_unknown_name_freezes_nobody(office: Office) -> None:
    await office.says(SAM, "/freeze Luna")
    assert not await is_frozen(office)
