"""The limits of sending, by a clock of their own."""

from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.telegram import Pace, TelegramServer
from sandbox.telegram.errors import ApiError
from tests.sandbox.telegram.conftest import Client, Clock


@pytest.fixture
async def paced(clock: Clock) -> AsyncIterator[Client]:
    server = TelegramServer(pace=Pace(now=clock), allow_http_webhooks=True)
    async with server.running(), httpx.AsyncClient(trust_env=False) as http:
        yield Client(server, http)


def wait_of(pace: Pace, chat_id: int, *, is_group: bool = False) -> int:
    try:
        pace.message(chat_id, is_group=is_group)
    except ApiError as error:
        return error.parameters["retry_after"]
    return 0


async def test_the_second_message_within_a_second_is_refused(paced: Client, clock: Clock) -> None:
    stella = paced.server.person("Stella")
    stella.starts_bot()
    first = await paced.says(stella.id, "one")
    answer = await paced.answer("sendMessage", chat_id=stella.id, text="two")
    edit = await paced.answer("editMessageText", chat_id=stella.id, message_id=first.id, text="uno")
    assert answer == edit
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    clock.step(1)
    await paced.says(stella.id, "two")


async def test_deleting_and_answering_cost_nothing(paced: Client) -> None:
    stella = paced.server.person("Stella")
    stella.starts_bot()
    first = await paced.says(stella.id, "one")
    assert await paced("deleteMessage", chat_id=stella.id, message_id=first.id) is True


def test_a_group_takes_twenty_a_minute(clock: Clock) -> None:
    pace = Pace(now=clock)
    for _ in range(20):
        assert wait_of(pace, -1, is_group=True) == 0
        clock.step(1)
    assert wait_of(pace, -1, is_group=True) == 40
    clock.step(40)
    assert wait_of(pace, -1, is_group=True) == 0


def test_all_chats_together_take_thirty_a_second(clock: Clock) -> None:
    pace = Pace(now=clock)
    assert [wait_of(pace, chat) for chat in range(31)] == [0] * 30 + [1]
    clock.step(1)
    assert wait_of(pace, 31) == 0


def test_a_scaled_pace_is_faster_and_none_is_free(clock: Clock) -> None:
    fast, free = Pace(now=clock, scale=0.1), Pace.off()
    assert [wait_of(fast, 1), wait_of(fast, 1)] == [0, 1]
    clock.step(0.1)
    assert wait_of(fast, 1) == 0
    assert [wait_of(free, 1) for _ in range(50)] == [0] * 50


def test_what_is_refused_does_not_count(clock: Clock) -> None:
    pace = Pace(now=clock)
    assert wait_of(pace, 1) == 0
    for _ in range(9):
        clock.step(0.1)
        assert wait_of(pace, 1) == 1
    clock.step(0.1)
    assert wait_of(pace, 1) == 0


async def test_setting_the_webhook_twice_within_a_second_is_refused(paced: Client) -> None:
    await paced("setWebhook", url="https://bot.example.com/telegram")
    refusal = await paced.refusal("setWebhook", url="https://bot.example.com/other")
    assert refusal == "429 Too Many Requests: retry after 1"
