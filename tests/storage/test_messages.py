"""Updates, cards, the outbox and leases by name.

Each thing is claimed by one, and a claim lapses by the database's clock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from storage import Errand, Store, new_id
from storage.models import DELETION_LIFE
from storage.schema import cards, leases, outbox
from tests.storage import builders
from tests.storage.builders import NOW, Cast, stored

if TYPE_CHECKING:
    from sqlalchemy import Table


async def _lapse(store: Store, table: Table) -> None:
    async with store.session() as session:
        await session.execute(update(table).values(claimed_until=table.c.claimed_until - 60))


async def test_an_update_is_claimed_once_until_it_is_forgotten(store: Store) -> None:
    async with store.write() as unit:
        assert await unit.updates.claim(2**40, NOW)
        assert not await unit.updates.claim(2**40, NOW + 1)
        assert await unit.updates.forget(NOW) == 0
        assert await unit.updates.forget(NOW + 1) == 1
        assert await unit.updates.claim(2**40, NOW + 2)


async def test_a_claimed_update_of_a_unit_that_failed_is_not_claimed(store: Store) -> None:
    async def fail() -> None:
        async with store.write() as unit:
            await unit.updates.claim(5, NOW)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with store.write() as unit:
        assert await unit.updates.claim(5, NOW)


async def test_a_slot_is_claimed_once_until_the_claim_lapses(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast)
    first, second = builders.card(attempt), builders.card(attempt, created_at=NOW + 1)
    async with store.write() as unit:
        assert await unit.cards.claim_new(first, 60)
        assert not await unit.cards.claim_new(second, 60)
        assert await unit.cards.claim_new(builders.card(attempt, slot="prompt-2"), 60)
    await _lapse(store, cards)
    async with store.write() as unit:
        assert await unit.cards.claim_new(second, 60)
        assert await unit.cards.get(first.id) is None
        assert second in await unit.cards.of_attempt(attempt.id)
        assert not await unit.cards.claim(second.id, 60)


async def test_a_card_that_was_sent_is_never_claimed_as_new_again(store: Store, cast: Cast) -> None:
    card = builders.card(await stored(store, cast))
    async with store.write() as unit:
        await unit.cards.claim_new(card, 60)
        await unit.cards.shown(card.id, 5, "digest", has_buttons=True)
        assert not await unit.cards.claim_new(replace(card, id=new_id()), 60)
        shown = replace(card, message_id=5, shown="digest", has_buttons=True)
        assert await unit.cards.of_attempt(card.attempt_id) == [shown]


async def test_editing_a_card_is_claimed_by_one_and_released(store: Store, cast: Cast) -> None:
    card = builders.card(await stored(store, cast))
    async with store.write() as unit:
        await unit.cards.claim_new(card, 60)
        await unit.cards.shown(card.id, 5, "one", has_buttons=True)
        assert await unit.cards.claim(card.id, 60)
        assert not await unit.cards.claim(card.id, 60)
        await unit.cards.release(card.id)
        assert await unit.cards.claim(card.id, 60)
    await _lapse(store, cards)
    async with store.write() as unit:
        assert await unit.cards.claim(card.id, 60)
        await unit.cards.drop(card.id)
        assert await unit.cards.of_attempt(card.attempt_id) == []


async def test_an_outbox_key_is_used_once_for_ever(store: Store) -> None:
    entry = builders.outbox_entry()
    async with store.write() as unit:
        assert await unit.outbox.add(entry)
        assert not await unit.outbox.add(replace(entry, id=new_id(), body="Another"))
        await unit.outbox.done(entry.id, NOW, 5)
        assert not await unit.outbox.add(replace(entry, id=new_id()))
        assert await unit.outbox.get(entry.id) == replace(entry, body=None, message_id=5, done_at=NOW)


async def test_an_outbox_key_with_a_chat_id_in_it_is_refused(store: Store) -> None:
    entry = builders.outbox_entry(chat_id=-100_777)
    async with store.write() as unit:
        with pytest.raises(ValueError, match="chat id"):
            await unit.outbox.add(replace(entry, key="notice:100777"))


async def test_the_outbox_gives_what_is_due_and_unclaimed_urgent_first(store: Store) -> None:
    old, new = builders.outbox_entry(created_at=NOW - 9), builders.outbox_entry(created_at=NOW - 5)
    urgent, later = builders.outbox_entry(urgent=True), builders.outbox_entry(due_at=NOW + 30)
    async with store.write() as unit:
        for entry in (new, later, old, urgent):
            await unit.outbox.add(entry)
        assert await unit.outbox.due(NOW, 2) == [urgent, old]
        for entry in (urgent, old):
            assert await unit.outbox.claim(entry.id, 60)
        assert await unit.outbox.due(NOW, 9) == [new]
        assert await unit.outbox.claim(new.id, 60)
        assert await unit.outbox.next_due() == NOW + 30
    await _lapse(store, outbox)
    async with store.read() as unit:
        assert await unit.outbox.next_due() == NOW
        assert await unit.outbox.due(NOW, 9) == [urgent, old, new]


async def test_an_entry_is_claimed_by_one_until_the_claim_lapses_and_never_once_done(store: Store) -> None:
    entry = builders.outbox_entry()
    async with store.write() as unit:
        await unit.outbox.add(entry)
        assert await unit.outbox.claim(entry.id, 60)
        assert not await unit.outbox.claim(entry.id, 60)
        assert not await unit.outbox.claim("none", 60)
    await _lapse(store, outbox)
    async with store.write() as unit:
        assert await unit.outbox.claim(entry.id, 60)
        await unit.outbox.done(entry.id, NOW, 5)
        assert not await unit.outbox.claim(entry.id, 60)


async def test_an_entry_is_tried_again_later_or_given_up(store: Store) -> None:
    entry = builders.outbox_entry()
    async with store.write() as unit:
        await unit.outbox.add(entry)
        await unit.outbox.claim(entry.id, 60)
        await unit.outbox.later(entry.id, NOW + 5)
        assert await unit.outbox.due(NOW, 1) == []
        assert await unit.outbox.due(NOW + 5, 1) == [replace(entry, due_at=NOW + 5, tries=1)]
        await unit.outbox.give_up(entry.id, NOW + 6)
        assert await unit.outbox.get(entry.id) == replace(
            entry, due_at=NOW + 5, tries=1, body=None, done_at=NOW + 6
        )
        assert await unit.outbox.next_due() is None


async def test_messages_about_an_attempt_are_those_that_were_sent(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast)
    sent = builders.outbox_entry(attempt_id=attempt.id, challenge=2)
    waiting, given_up = (builders.outbox_entry(attempt_id=attempt.id) for _ in range(2))
    deletion = builders.outbox_entry(attempt_id=attempt.id, errand=Errand.DELETE, message_id=8, body=None)
    async with store.write() as unit:
        for entry in (sent, waiting, given_up, deletion):
            await unit.outbox.add(entry)
        await unit.outbox.done(sent.id, NOW, 31)
        await unit.outbox.done(deletion.id, NOW, None)
        await unit.outbox.give_up(given_up.id, NOW)
        assert await unit.outbox.of_attempt(attempt.id) == [
            replace(sent, body=None, message_id=31, done_at=NOW)
        ]
        assert await unit.outbox.forget(NOW + 1) == 3
        assert await unit.outbox.get(waiting.id) == waiting


async def test_a_message_that_is_not_to_stay_becomes_its_deletion_once_sent(store: Store) -> None:
    entry = builders.outbox_entry(delete_at=NOW + 60, give_up_at=NOW + 60, tries=2)
    async with store.write() as unit:
        await unit.outbox.add(entry)
        await unit.outbox.claim(entry.id, 60)
        await unit.outbox.done(entry.id, NOW + 1, 31)
        assert await unit.outbox.due(NOW + 59, 9) == []
        assert await unit.outbox.next_due() == NOW + 60
        (deletion,) = await unit.outbox.due(NOW + 60, 9)
        assert (deletion.errand, deletion.message_id, deletion.body) == (Errand.DELETE, 31, None)
        assert (deletion.tries, deletion.give_up_at) == (0, NOW + 60 + DELETION_LIFE)
        await unit.outbox.done(entry.id, NOW + 61, None)
        assert await unit.outbox.next_due() is None


async def test_a_message_that_is_not_to_stay_and_was_not_sent_is_not_deleted(store: Store) -> None:
    entries = [builders.outbox_entry(delete_at=NOW + 60) for _ in range(2)]
    async with store.write() as unit:
        for entry in entries:
            await unit.outbox.add(entry)
        await unit.outbox.done(entries[0].id, NOW, None)
        await unit.outbox.give_up(entries[1].id, NOW)
        assert await unit.outbox.next_due() is None


async def test_what_is_not_to_stay_is_recalled_with_its_attempt(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast)
    about = {"attempt_id": attempt.id, "challenge": 0}
    sent, unsent = (builders.outbox_entry(delete_at=NOW + 60, **about) for _ in range(2))
    stays, others = builders.outbox_entry(**about), builders.outbox_entry(delete_at=NOW + 60)
    async with store.write() as unit:
        for entry in (sent, unsent, stays, others):
            await unit.outbox.add(entry)
        await unit.outbox.done(sent.id, NOW, 31)
        await unit.outbox.recall(attempt.id, NOW + 1)
        due = {entry.id: entry for entry in await unit.outbox.due(NOW + 1, 9)}
        assert due[sent.id].errand is Errand.DELETE
        assert (due[unsent.id].errand, due[unsent.id].give_up_at) == (Errand.SEND, NOW + 1)
        assert (due[stays.id], due[others.id]) == (stays, others)


async def test_what_is_being_sent_while_it_is_recalled_is_deleted_at_once(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast)
    entry = builders.outbox_entry(delete_at=NOW + 60, attempt_id=attempt.id, challenge=0)
    async with store.write() as unit:
        await unit.outbox.add(entry)
        await unit.outbox.claim(entry.id, 60)
        await unit.outbox.recall(attempt.id, NOW + 1)
        await unit.outbox.done(entry.id, NOW + 2, 31)
        (deletion,) = await unit.outbox.due(NOW + 2, 9)
        assert (deletion.errand, deletion.due_at) == (Errand.DELETE, NOW + 1)


async def test_a_lease_by_name_has_one_holder_until_it_lapses_or_is_given_up(store: Store) -> None:
    async with store.write() as unit:
        assert await unit.leases.take("poller", "one", 60)
        assert await unit.leases.take("poller", "one", 60)
        assert not await unit.leases.take("poller", "two", 60)
        assert await unit.leases.take("sweeper", "two", 60)
        await unit.leases.give_up("poller", "two")
        assert not await unit.leases.take("poller", "two", 60)
        await unit.leases.give_up("poller", "one")
        assert await unit.leases.take("poller", "two", 60)
    async with store.session() as session:
        await session.execute(update(leases).values(until=leases.c.until - 60))
    async with store.write() as unit:
        assert await unit.leases.take("poller", "one", 60)
