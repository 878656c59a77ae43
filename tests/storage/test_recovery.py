"""After a restored backup, after lost keys, and after the days that things are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage import (
    AskMode,
    InvitationState,
    Keyring,
    Removed,
    State,
    Store,
    Untold,
    generate_key,
    reset,
    restored,
    retain,
)
from storage.models import LIVE
from storage.retention import DAY, HOUR
from tests.storage import builders
from tests.storage.builders import NOW, Cast, stored

if TYPE_CHECKING:
    from storage import Attempt

LATER = NOW + 5


async def _get(store: Store, attempt: Attempt) -> Attempt:
    async with store.read() as unit:
        found = await unit.attempts.get(attempt.id)
    assert found is not None
    return found


@pytest.mark.parametrize("state", sorted(LIVE | {State.ASKED}))
async def test_after_a_restore_what_was_open_is_over_and_people_are_told(
    store: Store, cast: Cast, state: State
) -> None:
    attempt = await stored(store, cast, state=state, told=0, owner="gone", call=None)
    assert await restored(store, LATER) == [cast.stella.id]
    ended = await _get(store, attempt)
    assert ended == replace(
        attempt, state=State.CANCELLED, state_since=LATER, version=1, due_at=None, resume=None
    )
    async with store.write() as unit:
        assert await unit.attempts.untold(9) == [Untold(attempt.id, 1)]
        assert await unit.attempts.claim_due(str, NOW + 1e6, 9) == []


async def test_after_a_restore_nothing_is_watched_and_what_is_over_stays_as_it_was(
    store: Store, cast: Cast
) -> None:
    watched = await stored(store, cast, state=State.CANCELLED, watch_until=NOW + 900)
    over = await stored(store, cast, state=State.CONNECTED, due_at=None, resume=None)
    await restored(store, LATER)
    assert await _get(store, watched) == replace(watched, watch_until=None, due_at=None, resume=None)
    assert await _get(store, over) == over


async def test_after_a_restore_links_are_void_notices_given_up_and_everybody_is_asked_first(
    store: Store, cast: Cast
) -> None:
    invitation = builders.invitation(cast.manager)
    waiting = builders.outbox_entry()
    gone = await builders.cast(store)
    async with store.write() as unit:
        await unit.invitations.add(invitation, "token")
        await unit.outbox.add(waiting)
        await unit.enrolments.save(replace(gone.enrolment, ended_at=NOW))
    assert await restored(store, LATER) == [cast.stella.id]
    async with store.write() as unit:
        assert await unit.invitations.by_token("token") == replace(invitation, state=InvitationState.VOID)
        assert await unit.outbox.due(NOW + 1e6, 9) == []
        assert await unit.enrolments.of_creator(cast.stella.id) == [
            replace(cast.enrolment, mode=AskMode.ASK_FIRST)
        ]
        assert await unit.enrolments.get(gone.enrolment.id) == replace(gone.enrolment, ended_at=NOW)


async def test_after_a_restore_links_to_the_connect_page_are_void_and_step_ups_are_off(
    store: Store, cast: Cast
) -> None:
    async with store.write() as unit:
        attempt = builders.connecting(cast)
        await unit.attempts.add(attempt)
        await unit.links.add(builders.link(attempt), "token")
        await unit.moves.add(builders.move(cast.stella), "token of a move")
        await unit.teams.set_step_up(cast.team.id, NOW)
        await unit.enrolments.set_step_up(cast.enrolment.id, NOW)
    await restored(store, LATER)
    async with store.read() as unit:
        assert await unit.links.by_token("token") is None
        assert await unit.moves.by_token("token of a move") is None
        assert await unit.teams.get(cast.team.id) == cast.team
        assert await unit.enrolments.get(cast.enrolment.id) == replace(cast.enrolment, mode=AskMode.ASK_FIRST)


async def test_after_a_reset_a_new_key_finds_an_empty_database(url: str, store: Store, cast: Cast) -> None:
    await stored(store, cast)
    await store.close()
    assert await reset(url) > 7
    assert await reset(url) == 0
    reopened = await Store.open(url, Keyring.parse(generate_key()))
    async with reopened.read() as unit:
        assert await unit.people.get(cast.stella.id) is None
        assert await unit.teams.all() == []
    await reopened.close()


async def test_everything_is_forgotten_when_its_time_has_come_and_not_before(
    store: Store, cast: Cast
) -> None:
    old = await stored(store, cast, state=State.CONNECTED, told=0, proxy="de")
    async with store.write() as unit:
        await unit.updates.claim(1, NOW)
        entry = builders.outbox_entry()
        await unit.outbox.add(entry)
        await unit.outbox.add(builders.outbox_entry())
        await unit.outbox.done(entry.id, NOW, 5)
        await unit.invitations.add(builders.invitation(cast.manager, expires_at=NOW), "token")
        await unit.links.add(builders.link(old, expires_at=NOW), "token")
        await unit.moves.add(builders.move(cast.stella, expires_at=NOW), "token")
        await unit.audit.append(cast.team.id, "login", NOW)
    nothing = Removed(**dict.fromkeys(Removed.__dataclass_fields__, 0))
    assert await retain(store, NOW + 24 * HOUR) == nothing
    assert await retain(store, NOW + 24 * HOUR + 1) == replace(nothing, invitations=1, links=1, moves=1)
    assert await retain(store, NOW + 48 * HOUR) == nothing
    assert await retain(store, NOW + 48 * HOUR + 1) == replace(nothing, updates=1, outbox=1)
    assert await retain(store, NOW + 90 * DAY) == nothing
    assert await retain(store, NOW + 90 * DAY + 1) == replace(nothing, attempts=1)
    assert await retain(store, NOW + 365 * DAY) == nothing
    assert await retain(store, NOW + 365 * DAY + 1) == replace(nothing, audit=1)
    forgotten = await _get(store, old)
    assert forgotten == replace(
        old, manager_id=None, command_message_id=None, ask=None, proxy=None, resume=None
    )


async def test_an_open_attempt_is_never_pseudonymised(store: Store, cast: Cast) -> None:
    live = await stored(store, cast)
    await retain(store, NOW + 1000 * DAY)
    assert await _get(store, live) == live
