"""Removing a manager voids what that one proposed and nobody has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.people import managers
from bot.people.accounts import confirm, propose
from bot.people.problems import Problem
from tests.bot.people.conftest import SOMEBODY
from tests.bot.people.steps import LISTED, enrolled, refused

if TYPE_CHECKING:
    from bot.people.who import Desk
    from storage import Person
    from tests.bot.people.conftest import Agency


@pytest.mark.parametrize("removed", ["who proposed it", "another"])
async def test_what_a_removed_manager_proposed_is_void(
    agency: Agency, desk: Desk, stella: Person, removed: str
) -> None:
    other = await agency.desk(desk.team, SOMEBODY, "Max")
    enrolment = await enrolled(agency, desk, stella)
    async with agency.work() as work:
        account = await propose(work, enrolment, LISTED, desk.manager.id)
    async with agency.work() as work:
        await managers.remove(work, desk.manager if removed == "who proposed it" else other.manager)
    if removed == "another":
        async with agency.work() as work:
            assert (await confirm(work, account.id, stella)).confirmed_at is not None
        return
    with refused(Problem.ACCOUNT_GONE):
        async with agency.work() as work:
            await confirm(work, account.id, stella)


async def test_what_she_has_said_yes_to_stays_hers(agency: Agency, desk: Desk, stella: Person) -> None:
    enrolment = await enrolled(agency, desk, stella)
    async with agency.work() as work:
        account = await propose(work, enrolment, LISTED, desk.manager.id)
        await confirm(work, account.id, stella)
    async with agency.work() as work:
        await managers.remove(work, desk.manager)
        kept = await work.unit.accounts.get(account.id)
    assert kept is not None
    assert kept.removed_at is None
