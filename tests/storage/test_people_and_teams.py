"""People, teams, managers, invitations, enrolments, accounts.

What is stored comes back, and each unique rule holds.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage import AskMode, Conflict, InvitationState, ManagerState, Store
from tests.storage import builders
from tests.storage.builders import NOW, Cast


async def test_a_person_is_found_by_telegram_id_and_keeps_the_id_when_names_change(store: Store) -> None:
    first = await builders.person(store, "Stella", telegram_id=4_711_000_000_001)
    async with store.write() as unit:
        again = await unit.people.ensure(4_711_000_000_001, "Stella M.", None, None, NOW + 5)
    async with store.read() as unit:
        assert await unit.people.by_telegram_id(4_711_000_000_001) == again
        assert await unit.people.get(first.id) == replace(first, first_name="Stella M.", username=None)
        assert await unit.people.by_telegram_id(1) is None
        assert await unit.people.get("nobody") is None


async def test_a_locked_person_is_the_one_that_is_stored(store: Store) -> None:
    stella = await builders.person(store, "Stella")
    async with store.write() as unit:
        assert await unit.people.lock(stella.id) == stella
        assert await unit.people.lock("nobody") is None


async def test_reachability_and_a_block_survive_a_change_of_names(store: Store) -> None:
    stella = await builders.person(store, "Stella")
    async with store.write() as unit:
        await unit.people.set_reachable(stella.id, reachable=False)
        await unit.people.set_blocked(stella.id, NOW)
        await unit.people.ensure(stella.telegram_id, "Stella M.", None, None, NOW)
    async with store.read() as unit:
        stored = await unit.people.get(stella.id)
    assert stored is not None
    assert (stored.reachable, stored.blocked_at, stored.first_name) == (False, NOW, "Stella M.")


async def test_a_team_moves_to_another_chat(store: Store) -> None:
    team = builders.team(thread_id=5)
    moved = replace(team, chat_id=-1_001_234_567_890, title="Moonlight")
    async with store.write() as unit:
        await unit.teams.add(team)
        await unit.teams.save(moved)
    async with store.read() as unit:
        assert await unit.teams.by_chat(moved.chat_id) == moved
        assert await unit.teams.by_chat(team.chat_id) is None
        assert await unit.teams.all() == [moved]


async def test_a_chat_has_one_open_team_and_may_have_another_after_it(store: Store) -> None:
    team = builders.team()
    async with store.write() as unit:
        await unit.teams.add(team)
        with pytest.raises(Conflict) as caught:
            await unit.teams.add(builders.team(chat_id=team.chat_id))
        assert caught.value.name == "team_chat"
        await unit.teams.save(replace(team, closed_at=NOW))
        assert await unit.teams.by_chat(team.chat_id) is None
        await unit.teams.add(builders.team(chat_id=team.chat_id))
        assert await unit.teams.get(team.id) == replace(team, closed_at=NOW)
        assert len(await unit.teams.all()) == 1


async def test_a_manager_is_listed_once_and_can_be_listed_again_after_removal(
    store: Store, cast: Cast
) -> None:
    async with store.write() as unit:
        with pytest.raises(Conflict) as caught:
            await unit.managers.add(builders.manager(cast.team, cast.mia))
        assert caught.value.name == "manager_person"
        removed = replace(cast.manager, state=ManagerState.REMOVED, removed_at=NOW)
        await unit.managers.save(removed)
        assert await unit.managers.of_team(cast.team.id) == await unit.managers.of_person(cast.mia.id) == []
        assert await unit.managers.find(cast.team.id, cast.mia.id) is None
        assert await unit.managers.get(cast.manager.id) == removed
        again = builders.manager(cast.team, cast.mia)
        await unit.managers.add(again)
        assert await unit.managers.find(cast.team.id, cast.mia.id) == again


async def test_managers_of_a_team_come_by_name(store: Store, cast: Cast) -> None:
    names = ["zoe", "Anna", "mia"]
    async with store.write() as unit:
        for number, name in enumerate(names):
            person = await unit.people.ensure(900 + number, name, None, None, NOW)
            await unit.managers.add(builders.manager(cast.team, person, name=name))
        found = [manager.name for manager in await unit.managers.of_team(cast.team.id)]
    assert [name.casefold() for name in found] == ["anna", "mia", "mia", "zoe"]


async def test_an_invitation_is_found_by_its_token_and_changes_state_once(store: Store, cast: Cast) -> None:
    invitation = builders.invitation(cast.manager)
    opened = replace(invitation, state=InvitationState.OPENED, person_id=cast.stella.id)
    async with store.write() as unit:
        await unit.invitations.add(invitation, "token-of-256-bits")
        assert await unit.invitations.by_token("token-of-256-bits") == invitation
        assert await unit.invitations.by_token("another") is None
        assert await unit.invitations.change(invitation, opened)
        assert not await unit.invitations.change(invitation, replace(opened, person_id=cast.mia.id))
        assert await unit.invitations.get(invitation.id) == opened
        assert await unit.invitations.open_of_manager(cast.manager.id) == [opened]
        assert await unit.invitations.change(opened, replace(opened, state=InvitationState.USED))
        assert await unit.invitations.open_of_manager(cast.manager.id) == []


async def test_used_and_stale_invitations_are_forgotten_and_open_ones_kept(store: Store, cast: Cast) -> None:
    stale = builders.invitation(cast.manager, expires_at=NOW - 10)
    used = builders.invitation(cast.manager, state=InvitationState.USED, created_at=NOW - 10)
    fresh = builders.invitation(cast.manager, created_at=NOW - 10)
    async with store.write() as unit:
        for number, invitation in enumerate((stale, used, fresh)):
            await unit.invitations.add(invitation, f"token-{number}")
        assert await unit.invitations.forget(NOW - 5) == 2
        assert await unit.invitations.get(fresh.id) == fresh


@pytest.mark.parametrize("name", ["Stella", "STELLA ", "\uff53tella"])
async def test_a_team_has_one_creator_of_a_name(store: Store, cast: Cast, name: str) -> None:
    other = await builders.person(store, "Luna")
    async with store.write() as unit:
        with pytest.raises(Conflict) as caught:
            await unit.enrolments.add(builders.enrolment(cast.team, other, name=name))
        assert caught.value.name == "enrolment_name"
        assert await unit.enrolments.by_name(cast.team.id, name) == cast.enrolment


async def test_a_creator_is_enrolled_once_in_a_team(store: Store, cast: Cast) -> None:
    async with store.write() as unit:
        with pytest.raises(Conflict) as caught:
            await unit.enrolments.add(builders.enrolment(cast.team, cast.stella, name="Another"))
        assert caught.value.name == "enrolment_creator"
        ended = replace(cast.enrolment, ended_at=NOW, mode=AskMode.ASK_FIRST)
        await unit.enrolments.save(ended)
        assert await unit.enrolments.get(ended.id) == ended
        assert await unit.enrolments.find(cast.team.id, cast.stella.id) is None
        assert await unit.enrolments.by_name(cast.team.id, "Stella") is None
        again = builders.enrolment(cast.team, cast.stella)
        await unit.enrolments.add(again)
        assert await unit.enrolments.of_creator(cast.stella.id) == [again]


async def test_the_name_is_free_in_another_team(store: Store, cast: Cast) -> None:
    other = await builders.cast(store)
    async with store.read() as unit:
        assert await unit.enrolments.of_team(other.team.id) == [other.enrolment]
        assert await unit.enrolments.by_name(cast.team.id, "stella") == cast.enrolment


async def test_an_account_is_linked_once_whoever_links_it(store: Store, cast: Cast) -> None:
    other = await builders.cast(store)
    same = builders.account(
        other.team, other.stella, external_id=cast.account.external_id, created_at=NOW + 1
    )
    async with store.write() as unit:
        with pytest.raises(Conflict) as caught:
            await unit.accounts.add(same)
        assert caught.value.name == "account_external"
        await unit.accounts.save(replace(cast.account, removed_at=NOW))
        await unit.accounts.add(same)
        assert await unit.accounts.by_external("onlyfanskit", same.external_id) == same
        assert await unit.accounts.by_external("apifansly", same.external_id) is None
        assert (
            await unit.accounts.of_creator(cast.stella.id) == await unit.accounts.of_team(cast.team.id) == []
        )
        assert await unit.accounts.of_team(other.team.id) == [other.account, same]
