"""Signals become an event."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.signals import until_signalled


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_sets_the_event(number: signal.Signals) -> None:
    async with until_signalled() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        await asyncio.wait_for(stop.wait(), 5)


async def test_sigterm_may_come_twice() -> None:
    async with until_signalled() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(stop.wait(), 5)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0)


async def test_a_second_interrupt_does_not_wait() -> None:
    async with until_signalled() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.wait_for(stop.wait(), 5)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
