"""Long polling: holding, confirming, choosing kinds, and the conflicts."""

import asyncio

from sandbox.telegram import TelegramServer
from tests.sandbox.telegram.conftest import Client, Scene


async def test_a_poll_holds_until_something_happens(bot: Client, scene: Scene) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=20))
    await bot.server.until(lambda: bot.server.record.of("getUpdates") and bot.server.updates.is_polled)
    scene.stella.tells_bot("hello")
    (update,) = await poll
    assert update["message"]["text"] == "hello"


async def test_a_poll_ends_empty_after_its_time(bot: Client) -> None:
    assert await bot("getUpdates", timeout=1) == []


async def test_updates_stay_until_an_offset_confirms_them(bot: Client, scene: Scene) -> None:
    for text in ("a", "b", "c"):
        scene.stella.tells_bot(text)
    first = await bot("getUpdates", limit=2)
    assert await bot("getUpdates", limit=2) == first
    rest = await bot("getUpdates", offset=first[-1]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["c"]
    assert [update["update_id"] - first[0]["update_id"] for update in [*first, *rest]] == [0, 1, 2]


async def test_a_negative_offset_keeps_the_last_ones_only(bot: Client, scene: Scene) -> None:
    for text in ("a", "b", "c"):
        scene.stella.tells_bot(text)
    assert [update["message"]["text"] for update in await bot("getUpdates", offset=-1)] == ["c"]
    assert len(await bot("getUpdates")) == 1


async def test_a_second_poll_ends_the_first_with_a_conflict(bot: Client, scene: Scene) -> None:
    first = asyncio.create_task(bot.refusal("getUpdates", timeout=20))
    await bot.server.until(lambda: bot.server.updates.is_polled)
    second = asyncio.create_task(bot("getUpdates", timeout=20))
    words = "terminated by other getUpdates request; make sure that only one bot instance is running"
    assert await first == f"409 Conflict: {words}"
    scene.stella.tells_bot("hello")
    assert len(await second) == 1


async def test_polling_and_a_webhook_exclude_each_other(bot: Client) -> None:
    held = asyncio.create_task(bot.refusal("getUpdates", timeout=20))
    await bot.server.until(lambda: bot.server.updates.is_polled)
    await bot("setWebhook", url="https://bot.example.com/telegram")
    assert await held == "409 Conflict: terminated by setWebhook request"
    words = (
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    assert await bot.refusal("getUpdates") == f"409 Conflict: {words}"
    await bot("deleteWebhook")
    assert await bot("getUpdates") == []


async def test_chat_member_updates_come_only_to_an_administrator_who_asked(bot: Client, scene: Scene) -> None:
    scene.group.promote(bot.server.world.bot)
    await bot.updates()
    scene.stella.joins(scene.group)
    assert [kind for update in await bot.updates() for kind in update if kind != "update_id"] == ["message"]
    await bot("getUpdates", allowed_updates=["message", "chat_member"])
    scene.stella.leaves(scene.group)
    left, _ = await bot.updates()
    assert left["chat_member"]["new_chat_member"]["status"] == "left"
    scene.group.demote(bot.server.world.bot)
    scene.stella.joins(scene.group)
    assert [kind for update in await bot.updates() for kind in update if kind != "update_id"] == ["message"]


async def test_the_choice_of_kinds_is_remembered(bot: Client, scene: Scene) -> None:
    await bot("getUpdates", allowed_updates=["callback_query"])
    scene.stella.tells_bot("hello")
    assert await bot("getUpdates") == []
    await bot("getUpdates", allowed_updates=[])
    scene.stella.tells_bot("hello")
    assert len(await bot("getUpdates")) == 1


async def test_a_lost_confirmation_brings_the_same_updates_again(bot: Client, scene: Scene) -> None:
    scene.stella.tells_bot("hello")
    (update,) = await bot("getUpdates")
    bot.server.updates.unconfirmed_polls = 1
    assert await bot("getUpdates", offset=update["update_id"] + 1) == [update]
    assert await bot("getUpdates", offset=update["update_id"] + 1) == []


async def test_the_end_of_the_server_ends_a_poll(bot: Client) -> None:
    other = TelegramServer()
    async with other.running():
        poll = asyncio.create_task(Client(other, bot.http).refusal("getUpdates", timeout=20))
        await other.until(lambda: other.updates.is_polled)
    assert await poll == "500 Internal Server Error: restart"
