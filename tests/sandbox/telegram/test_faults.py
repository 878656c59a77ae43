"""Faults that a test orders."""

import asyncio

import httpx
import pytest

from sandbox.telegram import Answer
from tests.sandbox.telegram.conftest import Client, Scene


async def test_the_next_calls_fail_as_ordered_and_are_not_performed(bot: Client, scene: Scene) -> None:
    bot.server.faults.fail(
        "sendMessage", Answer(429, "Too Many Requests: retry after 3", retry_after=3), times=2
    )
    answers = [
        await bot.answer("sendMessage", chat_id=scene.stella.id, text=text) for text in ("a", "b", "c")
    ]
    assert [answer["ok"] for answer in answers] == [False, False, True]
    assert answers[0]["parameters"] == {"retry_after": 3}
    assert [message.text for message in scene.stella.private.messages] == ["/start", "c"]


async def test_a_fault_can_be_for_one_chat(bot: Client, scene: Scene) -> None:
    bot.server.faults.fail("sendMessage", Answer(500, "Internal Server Error"), chat=scene.group)
    await bot.says(scene.stella.id)
    refusal = await bot.refusal("sendMessage", chat_id=scene.group.id, text="x")
    assert refusal == "500 Internal Server Error"


async def test_a_body_can_be_anything(bot: Client) -> None:
    bot.server.faults.fail("getMe", Answer(502, body="<html>Bad Gateway</html>"))
    answer = await bot.http.get(f"{bot.server.base_url}/bot{bot.server.token}/getMe")
    assert (answer.status_code, answer.text) == (502, "<html>Bad Gateway</html>")


@pytest.mark.parametrize("performed", [True, False])
async def test_a_cut_connection_leaves_open_whether_it_was_done(
    bot: Client, scene: Scene, *, performed: bool
) -> None:
    bot.server.faults.cut("sendMessage", performed=performed)
    with pytest.raises(httpx.RemoteProtocolError):
        await bot.answer("sendMessage", chat_id=scene.stella.id, text="unknown")
    assert (scene.stella.private.last.text == "unknown") is performed


async def test_a_held_call_waits_for_its_release(bot: Client, scene: Scene) -> None:
    hold = bot.server.faults.hold("sendMessage")
    call = asyncio.create_task(bot.answer("sendMessage", chat_id=scene.stella.id, text="late"))
    await hold.reached()
    assert scene.stella.private.last.text == "/start"
    hold.release()
    assert (await call)["ok"]


async def test_a_delayed_call_is_performed_in_the_end(bot: Client, scene: Scene) -> None:
    bot.server.faults.delay("sendMessage", 0.01)
    assert (await bot.says(scene.stella.id)).text == "Hello"
