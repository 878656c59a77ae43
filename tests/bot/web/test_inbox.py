"""How polled updates are seen through."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from bot.web.inbox import MESSAGES_AT_ONCE, Inbox
from bot.web.window import SHOWN_BY_TELEGRAM
from storage import StorageUnavailable
from tests.bot.web.telegram_stub import message, press, until


class Gate:
    """Handles each update when it is let through, failing as often as told before."""

    def __init__(self, *held: int) -> None:
        """Hold these updates until they are let through."""
        self.held = {number: asyncio.Event() for number in held}
        self.failures: defaultdict[int, int] = defaultdict(int)
        self.begun: list[int] = []
        self.done: list[int] = []

    async def __call__(self, update: dict[str, Any]) -> None:
        number = update["update_id"]
        self.begun.append(number)
        if number in self.held:
            await self.held[number].wait()
        if self.failures[number]:
            self.failures[number] -= 1
            raise StorageUnavailable
        self.done.append(number)


async def test_updates_of_a_chat_are_handled_in_order() -> None:
    gate = Gate(1)
    inbox = Inbox(gate)
    inbox.admit([message(3), message(1), message(2)])
    await until(lambda: gate.begun)
    gate.held[1].set()
    await until(lambda: inbox.is_empty)
    assert gate.done == [1, 2, 3]


async def test_a_slow_update_holds_up_neither_other_chats_nor_presses() -> None:
    gate = Gate(1)
    inbox = Inbox(gate)
    inbox.admit([message(1, chat=1), message(2, chat=1), message(3, chat=2), press(4, chat=1)])
    await until(lambda: len(gate.done) == 2)
    assert sorted(gate.done) == [3, 4]
    assert inbox.offset == 1
    gate.held[1].set()
    await until(lambda: inbox.is_empty)
    assert inbox.offset == 5


async def test_presses_have_places_of_their_own() -> None:
    slow = range(1, MESSAGES_AT_ONCE + 2)
    gate = Gate(*slow)
    inbox = Inbox(gate)
    inbox.admit([*(message(number, chat=number) for number in slow), press(99)])
    await until(lambda: gate.done == [99])
    assert len(gate.begun) == MESSAGES_AT_ONCE + 1
    for event in gate.held.values():
        event.set()
    await until(lambda: inbox.is_empty)


async def test_a_put_off_update_is_tried_again_and_its_chat_goes_on_meanwhile() -> None:
    gate = Gate()
    gate.failures[1] = 2
    inbox = Inbox(gate, first_wait=0.01)
    inbox.admit([message(1), message(2)])
    await until(lambda: inbox.is_empty)
    assert gate.done == [2, 1]
    assert gate.begun.count(1) == 3


async def test_an_update_that_takes_too_long_is_tried_again() -> None:
    gate = Gate(1)
    inbox = Inbox(gate, limit=0.01, first_wait=0.01)
    inbox.admit([message(1)])
    await until(lambda: len(gate.begun) > 1)
    gate.held[1].set()
    await until(lambda: inbox.is_empty)
    assert gate.done == [1]


async def test_an_update_is_given_up_only_when_it_hides_others_that_succeed() -> None:
    gate = Gate()
    gate.failures[1] = 10_000
    inbox = Inbox(gate, first_wait=0.001)
    inbox.admit(message(number) for number in range(1, SHOWN_BY_TELEGRAM))
    await until(lambda: gate.begun.count(1) > 5)
    assert inbox.offset == 1
    inbox.admit([message(SHOWN_BY_TELEGRAM)])
    await until(lambda: inbox.is_empty)
    assert inbox.offset == SHOWN_BY_TELEGRAM + 1


async def test_nothing_is_given_up_while_nothing_succeeds() -> None:
    gate = Gate()
    gate.failures = defaultdict(lambda: 10_000)
    inbox = Inbox(gate, first_wait=0.001)
    inbox.admit(message(number, chat=number) for number in range(1, SHOWN_BY_TELEGRAM + 1))
    await until(lambda: gate.begun.count(1) > 5)
    assert inbox.offset == 1
    await inbox.close(0)


async def test_closing_leaves_what_is_not_done_unconfirmed() -> None:
    gate = Gate(1)
    inbox = Inbox(gate)
    inbox.admit([message(1, chat=1), message(2, chat=2)])
    await until(lambda: gate.done)
    await inbox.close(0.01)
    assert inbox.offset == 1
    assert gate.done == [2]
