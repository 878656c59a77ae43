"""How calls reach the server and what envelope its answers have."""

import httpx
import pytest

from sandbox.telegram import TelegramServer
from tests.sandbox.telegram.conftest import Client, Scene


async def test_every_way_of_passing_parameters_means_the_same(bot: Client, scene: Scene) -> None:
    url = f"{bot.server.base_url}/bot{bot.server.token}/sendMessage"
    values = {"chat_id": str(scene.stella.id), "text": "Hello"}
    answers = [
        await bot.http.get(url, params=values),
        await bot.http.post(url, data=values),
        await bot.http.post(url, json=values),
        await bot.http.post(url, data=values, files={"unused": ("a.txt", b"x")}),
    ]
    assert [answer.json()["result"]["text"] for answer in answers] == ["Hello"] * 4


async def test_a_wrong_token_opens_nothing(telegram: TelegramServer, bot: Client) -> None:
    malformed = await bot.http.get(f"{telegram.base_url}/botxyz/getMe")
    unknown = await bot.http.get(f"{telegram.base_url}/bot123:abcdef/getMe")
    assert (malformed.status_code, malformed.json()["description"]) == (404, "Not Found")
    assert (unknown.status_code, unknown.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


async def test_an_unknown_method_is_not_found(bot: Client) -> None:
    assert await bot.refusal("sendPigeon") == "404 Not Found: method not found"


async def test_the_bot_learns_who_it_is(bot: Client) -> None:
    me = await bot("getMe")
    assert (me["username"], me["is_bot"], me["can_read_all_group_messages"]) == ("codebell_bot", True, False)


async def test_method_names_are_taken_in_any_case(bot: Client) -> None:
    assert (await bot("GETME"))["is_bot"]


async def test_unknown_parameters_are_ignored_but_judged(bot: Client, scene: Scene) -> None:
    await bot.says(scene.stella.id, "Hello", reply_to="nobody")
    bot.server.record.judge_request = lambda method, _params, _files: [method]
    await bot("getMe")
    assert bot.server.record.request_faults[-1] == "getMe"


async def test_requests_are_recorded_with_their_outcome(bot: Client, scene: Scene) -> None:
    await bot.says(scene.stella.id, "Hello")
    await bot.refusal("sendMessage", chat_id=1, text="Hello")
    sent, refused = bot.server.record.of("sendMessage")
    assert (sent.status, sent.params["text"], sent.description) == (200, "Hello", "")
    assert (refused.status, refused.description) == (400, "Bad Request: chat not found")


async def test_a_body_that_is_no_json_is_refused(telegram: TelegramServer, bot: Client) -> None:
    url = f"{telegram.base_url}/bot{telegram.token}/getMe"
    answer = await bot.http.post(url, content=b"{", headers={"content-type": "application/json"})
    assert answer.json()["error_code"] == 400


async def test_two_servers_do_not_share_a_world() -> None:
    one, other = TelegramServer(), TelegramServer()
    async with one.running(), other.running(), httpx.AsyncClient(trust_env=False) as http:
        one.person("Stella").starts_bot()
        answer = await http.get(f"{other.base_url}/bot{other.token}/getUpdates")
    assert answer.json()["result"] == []


async def test_waiting_in_vain_tells_the_story(telegram: TelegramServer, scene: Scene) -> None:
    scene.stella.tells_bot("Is anybody there?")
    with pytest.raises(TimeoutError, match=r"private, Stella\] Stella: Is anybody there\?"):
        await telegram.until(lambda: False, seconds=0.01)
