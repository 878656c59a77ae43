"""Links to the connect page, teams' own proxies, and the owner's assignments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage import Store, new_id
from storage.schema import links
from tests.storage import builders
from tests.storage.builders import NOW, Cast

if TYPE_CHECKING:
    from storage import ConnectLink


async def _minted(store: Store, cast: Cast, **changes: Any) -> ConnectLink:  # noqa: ANN401 - any field
    attempt = builders.connecting(cast)
    link = builders.link(attempt, **changes)
    async with store.write() as unit:
        await unit.attempts.add(attempt)
        await unit.links.add(link, "token")
    return link


async def test_a_link_is_found_by_its_token_which_is_kept_nowhere(store: Store, cast: Cast) -> None:
    link = await _minted(store, cast)
    async with store.session() as session:
        row = await session.row(select(links))
    assert row is not None
    assert "token" not in row.values()
    async with store.read() as unit:
        assert await unit.links.by_token("token") == link
        assert await unit.links.by_token("another") is None


async def test_a_newer_link_of_an_attempt_drops_the_older_one_and_leaves_those_of_others(
    store: Store, cast: Cast
) -> None:
    old = await _minted(store, cast)
    elsewhere = builders.connecting(cast, platform="fansly")
    other = builders.link(elsewhere)
    new = replace(old, id=new_id(), expires_at=NOW + 900)
    async with store.write() as unit:
        await unit.attempts.add(elsewhere)
        await unit.links.add(other, "other")
        assert await unit.links.bind(old.id, "browser", NOW)
        assert await unit.links.use(old.id, NOW)
        await unit.links.add(new, "newer")
        assert await unit.links.by_token("token") is None
        assert await unit.links.by_token("newer") == new
        assert await unit.links.by_token("other") == other
        assert not await unit.links.bind(old.id, "browser", NOW)


async def test_a_link_is_bound_to_the_first_browser_alone(store: Store, cast: Cast) -> None:
    link = await _minted(store, cast)
    async with store.write() as unit:
        assert not await unit.links.is_of(link, "hers")
        assert await unit.links.bind(link.id, "hers", NOW)
        assert not await unit.links.bind(link.id, "hers", NOW)
        assert not await unit.links.bind(link.id, "another", NOW)
        bound = await unit.links.by_token("token")
        assert bound is not None
        assert await unit.links.is_of(bound, "hers")
        assert not await unit.links.is_of(bound, "another")
        assert bound.browser_hash not in {None, "hers", unit.links._token_hash("hers")}  # noqa: SLF001 - unlike in another domain


async def test_an_expired_a_used_or_an_unknown_link_is_bound_to_nobody(store: Store, cast: Cast) -> None:
    link = await _minted(store, cast)
    async with store.write() as unit:
        assert not await unit.links.bind(link.id, "hers", link.expires_at)
        assert await unit.links.use(link.id, NOW)
        assert not await unit.links.bind(link.id, "hers", NOW)
        assert not await unit.links.bind("none", "hers", NOW)
        assert not await unit.links.use("none", NOW)


async def test_a_link_is_used_once(store: Store, cast: Cast) -> None:
    link = await _minted(store, cast)
    async with store.write() as unit:
        assert await unit.links.use(link.id, NOW)
        assert not await unit.links.use(link.id, NOW + 1)
        assert await unit.links.by_token("token") == replace(link, used_at=NOW)


async def test_links_are_forgotten_when_they_expired_before_and_not_until(store: Store, cast: Cast) -> None:
    link = await _minted(store, cast)
    async with store.write() as unit:
        assert await unit.links.forget(link.expires_at) == 0
        assert await unit.links.forget(link.expires_at + 1) == 1
        assert await unit.links.by_token("token") is None


async def test_a_team_has_one_proxy_of_its_own_and_a_new_one_replaces_it(store: Store, cast: Cast) -> None:
    first, second = builders.own_proxy(cast.team), builders.own_proxy(cast.team, username=None, password=None)
    other = builders.own_proxy((await builders.cast(store)).team)
    async with store.write() as unit:
        assert await unit.proxies.of_team(cast.team.id) is None
        await unit.proxies.set(first)
        await unit.proxies.set(other)
        assert await unit.proxies.of_team(cast.team.id) == first
        await unit.proxies.set(second)
        assert await unit.proxies.of_team(cast.team.id) == second
        assert await unit.proxies.remove(cast.team.id)
        assert not await unit.proxies.remove(cast.team.id)
        assert await unit.proxies.of_team(cast.team.id) is None
        assert await unit.proxies.of_team(other.team_id) == other


def test_a_proxy_does_not_show_its_password() -> None:
    assert "a-proxy-password" not in repr(builders.own_proxy(builders.team()))


async def test_an_account_is_assigned_to_one_team_and_can_move_to_another(store: Store, cast: Cast) -> None:
    other = (await builders.cast(store)).team
    given = builders.assignment(cast.team)
    moved = replace(given, id=new_id(), team_id=other.id, label=None, created_at=NOW + 1)
    later = builders.assignment(other, created_at=NOW + 2)
    async with store.write() as unit:
        assert await unit.assignments.team_of(given.provider, given.external_id) is None
        await unit.assignments.assign(given)
        assert await unit.assignments.team_of(given.provider, given.external_id) == cast.team.id
        assert await unit.assignments.team_of("apifansly", given.external_id) is None
        assert await unit.assignments.of_team(cast.team.id) == [given]
        await unit.assignments.assign(later)
        await unit.assignments.assign(moved)
        assert await unit.assignments.team_of(given.provider, given.external_id) == other.id
        assert await unit.assignments.of_team(cast.team.id) == []
        assert await unit.assignments.of_team(other.id) == [moved, later]
        assert await unit.assignments.remove(given.provider, given.external_id)
        assert not await unit.assignments.remove(given.provider, given.external_id)
        assert await unit.assignments.of_team(other.id) == [later]
