"""The outbox: each entry is carried out once, whoever has a turn to do it first."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.cards.message import Message
from bot.notifier import Pace
from bot.notifier.chats import ChatQueue
from bot.outbox import SENDING_LIFE, About, deletion, sending
from storage.models import State
from storage.schema import outbox
from tests.bot.notifier.scripted import Refusal, cut_off, never_left
from tests.bot.relay.scripted import soon
from tests.storage.builders import spoil

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.models import OutboxEntry
    from tests.bot.notifier.conftest import Scene


@dataclass(frozen=True)
class HeldQueue(ChatQueue):
    """A queue in which every turn waits until the test lets it come."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def turn(self, chat_id: int, *, urgent: bool) -> AsyncIterator[None]:
        self.asked.set()
        await self.go.wait()
        async with super().turn(chat_id, urgent=urgent):
            yield


def held(scene: Scene) -> HeldQueue:
    return HeldQueue(Pace(scene.heart.clock, 0.0))


async def claims_lapse(scene: Scene, entry: OutboxEntry) -> None:
    await spoil(scene.heart.store, outbox, entry.id, claimed_until=0.0)


async def stored(scene: Scene, entry: OutboxEntry) -> OutboxEntry:
    async with scene.heart.store.read() as unit:
        found = await unit.outbox.get(entry.id)
    assert found is not None
    return found


async def test_a_message_whose_turn_comes_after_a_claim_would_have_lapsed_is_sent_once(scene: Scene) -> None:
    entry = await scene.posted(scene.group)
    queue = held(scene)
    waiting = scene.another(queue)
    async with scene.running(waiting):
        await soon(queue.asked.wait())
        await claims_lapse(scene, entry)
        waiting.swept.clear()
        waiting.wake()
        await soon(waiting.swept.wait())
        queue.go.set()
        await scene.telegram.until(lambda: bool(scene.telegram.tried))
    await waiting.stop(5)
    assert scene.telegram.sent_to(scene.group) == ["Something to know"]


async def test_of_two_notifiers_whose_turns_come_at_different_times_one_sends_it(scene: Scene) -> None:
    entry = await scene.posted(scene.group)
    queue = held(scene)
    waiting = scene.another(queue)
    async with scene.running(waiting):
        await soon(queue.asked.wait())
        await claims_lapse(scene, entry)
        await scene.show_all()
        assert scene.telegram.sent_to(scene.group) == ["Something to know"]
        queue.go.set()
    await waiting.stop(5)
    assert scene.telegram.sent_to(scene.group) == ["Something to know"]


async def test_two_notifiers_send_many_messages_once_each(scene: Scene) -> None:
    for number in range(9):
        await scene.posted(scene.her_chat, f"Message {number}")
    async with scene.running(scene.notifier, scene.another()):
        await scene.telegram.until(lambda: len(scene.telegram.sent_to(scene.her_chat)) >= 9)
    await scene.show_all()
    assert sorted(scene.telegram.sent_to(scene.her_chat)) == [f"Message {number}" for number in range(9)]


@pytest.mark.parametrize("fault", [never_left(), cut_off(), Refusal(500, "Internal Server Error")])
async def test_what_may_succeed_later_is_tried_again(scene: Scene, fault: Refusal | Exception) -> None:
    entry = await scene.posted(scene.her_chat)
    scene.telegram.fails(scene.her_chat, fault)
    await scene.show_all()
    put_off = await stored(scene, entry)
    assert (put_off.tries, put_off.done_at) == (1, None)
    scene.heart.clock.later(put_off.due_at - scene.heart.clock())
    await scene.show_all()
    done = await stored(scene, entry)
    assert (done.done_at, done.body) == (scene.heart.clock(), None)


async def test_a_group_that_is_halted_gets_its_message_after_the_wait_that_telegram_asked_for(
    scene: Scene,
) -> None:
    entry = await scene.posted(scene.group)
    scene.telegram.fails(scene.group, Refusal(429, "Too Many Requests: retry after 30", 30))
    await scene.show_all()
    assert (await stored(scene, entry)).due_at == scene.heart.clock() + 30
    assert scene.queue.pace.wait(scene.group, urgent=False) == 30


async def test_a_message_for_a_chat_that_is_closed_is_given_up(scene: Scene) -> None:
    entry = await scene.posted(scene.her_chat)
    scene.telegram.fails(scene.her_chat, Refusal(403, "Forbidden: bot was blocked by the user"))
    await scene.show_all()
    await scene.show_all()
    assert (await stored(scene, entry)).done_at is not None
    assert len(scene.telegram.tried) == 1


async def test_a_reminder_of_what_is_over_is_not_sent(scene: Scene) -> None:
    now, attempt = scene.heart.clock(), await scene.heart.stored(State.FAILED, told=99)
    about = About(attempt.id, 1, now + 60)
    entry = sending(f"remind:{attempt.id}:1", scene.her_chat, Message("It is time"), now, about)
    async with scene.heart.store.write() as unit:
        await unit.outbox.add(entry)
    scene.heart.clock.later(60)
    await scene.show_all()
    assert scene.telegram.tried == []
    assert (await stored(scene, entry)).done_at is not None


async def test_a_message_that_is_gone_counts_as_deleted(scene: Scene) -> None:
    entry = deletion(scene.her_chat, 7, scene.heart.clock())
    async with scene.heart.store.write() as unit:
        await unit.outbox.add(entry)
    scene.telegram.fails(scene.her_chat, Refusal(400, "Bad Request: message to delete not found"))
    await scene.show_all()
    assert (await stored(scene, entry)).done_at is not None


async def test_a_deletion_waits_for_no_message_of_its_chat(scene: Scene) -> None:
    await scene.posted(scene.her_chat)
    queue = held(scene)
    entry = deletion(scene.her_chat, 7, scene.heart.clock())
    async with scene.heart.store.write() as unit:
        await unit.outbox.add(entry)
    async with scene.running(scene.another(queue)):
        await scene.telegram.until(lambda: bool(scene.telegram.done))
    assert [call.method for call in scene.telegram.done] == ["deleteMessage"]


async def test_what_cannot_be_sent_for_a_day_is_given_up(scene: Scene) -> None:
    entry = await scene.posted(scene.her_chat)
    scene.heart.clock.later(SENDING_LIFE)
    await scene.show_all()
    assert (await stored(scene, entry)).done_at is not None
    assert scene.telegram.tried == []
