"""Polling against a server that keeps updates until they are confirmed."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import PlainTextResponse
from structlog.testing import capture_logs

from bot.web.client import ALLOWED_UPDATES
from bot.web.lease import PollerLease
from bot.web.polling import Pace, Poller
from storage import Keyring, Store, generate_key
from tests.bot.web.telegram_stub import TelegramStub, message, refusal, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.web.delivery import Handle

QUICK = Pace(hold=5, unfinished=0.02, unfinished_at_most=0.05, fault=0.01, fault_at_most=0.02)


@pytest.fixture
async def store(migrated: Path, tmp_path: Path) -> AsyncIterator[Store]:
    file = shutil.copy(migrated, tmp_path / "codebell.db")
    store = await Store.open(f"sqlite:///{file}", Keyring.parse(generate_key()))
    yield store
    await store.close()


@asynccontextmanager
async def polling(
    stub: TelegramStub, store: Store, handle: Handle, pace: Pace = QUICK
) -> AsyncIterator[Poller]:
    async with stub.served() as bot:
        poller = Poller(bot, handle, PollerLease(store, 1.0, 0.02), pace)
        await poller.start()
        try:
            yield poller
        finally:
            await poller.stop(1)


class Kept:
    """Keeps what it is given."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.ids: list[int] = []

    async def __call__(self, update: dict[str, Any]) -> None:
        self.ids.append(update["update_id"])


async def test_updates_are_handled_and_then_confirmed(store: Store) -> None:
    stub, kept = TelegramStub(), Kept()
    stub.add(message(10, chat=1), message(11, chat=2))
    async with polling(stub, store, kept) as poller:
        await until(lambda: not stub.pending)
        assert poller.is_live
        stub.add(message(12))
        await until(lambda: kept.ids == [10, 11, 12])
    assert stub.asked[0]["allowed_updates"] == list(ALLOWED_UPDATES)
    assert "offset" not in stub.asked[0]


async def test_it_is_live_before_the_first_update_comes(store: Store) -> None:
    async with polling(TelegramStub(), store, Kept(), Pace(hold=50)) as poller:
        await until(lambda: poller.is_live)


async def test_a_webhook_is_deleted_first_and_its_pending_updates_are_kept(store: Store) -> None:
    stub, kept = TelegramStub(webhook={"url": "https://elsewhere.example"}), Kept()
    stub.add(message(10))
    async with polling(stub, store, kept):
        await until(lambda: kept.ids == [10])
    assert stub.calls[0] == "deleteWebhook"


async def test_an_update_is_not_confirmed_while_it_is_being_handled(store: Store) -> None:
    stub, go_on = TelegramStub(), asyncio.Event()
    done = []

    async def handle(update: dict[str, Any]) -> None:
        if update["update_id"] == 10:
            await go_on.wait()
        done.append(update["update_id"])

    stub.add(message(10, chat=1), message(11, chat=2))
    async with polling(stub, store, handle):
        await until(lambda: done == [11])
        stub.add(message(12, chat=3))
        await until(lambda: done == [11, 12])
        assert set(stub.pending) == {10, 11, 12}
        go_on.set()
        await until(lambda: not stub.pending)
    assert done == [11, 12, 10]


async def test_a_held_update_does_not_make_the_loop_spin(store: Store) -> None:
    stub, go_on = TelegramStub(), asyncio.Event()

    async def handle(_update: dict[str, Any]) -> None:
        await go_on.wait()

    stub.add(message(10))
    async with polling(stub, store, handle, Pace(hold=5, unfinished=0.05, unfinished_at_most=0.2)):
        await until(lambda: stub.count("getUpdates") >= 4)
        began = asyncio.get_running_loop().time()
        seen = stub.count("getUpdates")
        await until(lambda: stub.count("getUpdates") >= seen + 3)
        assert asyncio.get_running_loop().time() - began > 0.4
        go_on.set()
        await until(lambda: not stub.pending)


async def test_a_malformed_update_is_passed_over_and_the_others_come(store: Store) -> None:
    stub, done = TelegramStub(), []

    async def handle(update: dict[str, Any]) -> None:
        done.append(update["message"]["chat"]["id"])

    stub.add({"update_id": 10}, {"update_id": 11, "message": None}, message(12, chat=7))
    with capture_logs() as logs:
        async with polling(stub, store, handle):
            await until(lambda: not stub.pending)
    assert done == [7]
    assert {each["update_id"] for each in logs if each["event"] == "update_failed"} == {10, 11}


async def test_faults_of_telegram_are_waited_out(store: Store) -> None:
    stub, kept = TelegramStub(), Kept()
    stub.faults = [
        refusal(502, "Bad Gateway"),
        PlainTextResponse("<html>"),
        refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        refusal(409, "Conflict: terminated by other getUpdates request"),
        refusal(401, "Unauthorized"),
    ]
    stub.add(message(10))
    with capture_logs() as logs:
        async with polling(stub, store, kept) as poller:
            await until(lambda: kept.ids == [10])
            assert poller.is_live
    faults = [each["error"] for each in logs if each["event"] == "polling_fault"]
    assert faults == ["NetworkError", "TelegramError", "RetryAfter", "Conflict", "InvalidToken"]


async def test_a_webhook_that_comes_back_is_left_alone_at_first_and_deleted_when_it_stays(
    store: Store,
) -> None:
    stub, kept = TelegramStub(), Kept()
    pace = Pace(hold=1, unfinished=0.01, fault=0.01, fault_at_most=0.02, webhook_returns=0.1)
    async with polling(stub, store, kept, pace) as poller:
        await until(lambda: poller.is_live)
        stub.webhook = {"url": "https://old.example"}
        stub.add(message(10))
        await until(lambda: not poller.is_live)
        assert stub.webhook
        await until(lambda: kept.ids == [10])
    assert stub.count("deleteWebhook") == 2


async def test_stopping_confirms_what_is_done_and_leaves_the_rest(store: Store) -> None:
    stub = TelegramStub()
    done = []

    async def handle(update: dict[str, Any]) -> None:
        if update["update_id"] == 11:
            await asyncio.Event().wait()
        done.append(update["update_id"])

    stub.add(message(10, chat=1), message(11, chat=2))
    async with stub.served() as bot:
        poller = Poller(bot, handle, PollerLease(store), QUICK)
        await poller.start()
        await until(lambda: done == [10])
        await poller.stop(0.05)
        assert set(stub.pending) == {11}
        assert not poller.is_live


async def test_the_second_process_stands_by_and_takes_over(store: Store) -> None:
    stub, first, second = TelegramStub(), Kept(), Kept()
    async with stub.served() as bot:
        one = Poller(bot, first, PollerLease(store, 5.0, 0.02), QUICK)
        other = Poller(bot, second, PollerLease(store, 5.0, 0.02), QUICK)
        await one.start()
        await until(lambda: one.is_live)
        await other.start()
        await until(lambda: other.is_live)
        stub.add(message(10))
        await until(lambda: first.ids == [10])
        await one.stop(1)
        stub.add(message(11))
        await until(lambda: second.ids == [11])
        await other.stop(1)
    assert first.ids == [10]


async def test_a_lost_lease_ends_polling_at_once(store: Store) -> None:
    stub, kept = TelegramStub(), Kept()
    async with stub.served() as bot:
        poller = Poller(bot, kept, PollerLease(store, 0.3, 0.02), QUICK)
        await poller.start()
        await until(lambda: poller.is_live and stub.asked)
        async with store.write() as unit:
            await unit.leases.give_up("poller", await _owner(store, poller))
            assert await unit.leases.take("poller", "another process", 60)
        await until(lambda: poller._lease.stands_by)  # noqa: SLF001 - that it stands by has no other face
        stub.add(message(10))
        asked = len(stub.asked)
        await poller.stop(1)
        assert (kept.ids, len(stub.asked)) == ([], asked)


async def _owner(_store: Store, poller: Poller) -> str:
    return poller._lease._owner  # noqa: SLF001 - the test acts as the database that forgot
