"""Files that the bot uploads: they are kept as they were sent, and can be taken back."""

import json

import pytest
from telegram import Bot, InputFile

from tests.sandbox.telegram.conftest import Client, Scene

MEGABYTE = 1024 * 1024


async def upload(bot: Client, chat_id: int, content: bytes) -> dict[str, object]:
    url = f"{bot.server.base_url}/bot{bot.server.token}/sendDocument"
    values = {"chat_id": chat_id, "caption": "All that is kept of <b>Stella</b>", "parse_mode": "HTML"}
    files = {"document": ("stella.json", content, "application/json")}
    answer: dict[str, object] = (await bot.http.post(url, data=values, files=files)).json()
    return answer


async def test_a_file_is_kept_as_it_was_sent(bot: Client, scene: Scene) -> None:
    content = json.dumps({"name": "Stella", "consents": ["één", "🔔"]}).encode()
    answer = await upload(bot, scene.stella.id, content)
    message = scene.stella.private.last
    assert message.file is not None
    assert message.file.content == content
    assert (message.file.name, message.file.content_type) == ("stella.json", "application/json")
    assert message.text == "All that is kept of Stella"
    shown = answer["result"]
    assert isinstance(shown, dict)
    assert (shown["document"]["file_name"], shown["document"]["mime_type"]) == (
        "stella.json",
        "application/json",
    )
    assert shown["document"]["file_size"] == len(content)


async def test_the_library_uploads_a_file(bot: Client, scene: Scene) -> None:
    async with Bot(bot.server.token, base_url=f"{bot.server.base_url}/bot") as library:
        await library.send_document(scene.stella.id, InputFile(b"{}", "stella.json"), caption="Yours")
    file = scene.stella.private.last.file
    assert file is not None
    assert (file.name, file.content) == ("stella.json", b"{}")
    assert bot.server.record.request_faults == []


@pytest.mark.parametrize(("size", "code"), [(50 * MEGABYTE, 200), (50 * MEGABYTE + 1, 413)])
async def test_a_file_has_at_most_50_megabytes(bot: Client, scene: Scene, size: int, code: int) -> None:
    answer = await upload(bot, scene.stella.id, bytes(size))
    assert answer.get("error_code", 200) == code
    assert answer.get("description") in {None, "Request Entity Too Large"}


async def test_an_empty_file_and_none_are_refused(bot: Client, scene: Scene) -> None:
    empty = await upload(bot, scene.stella.id, b"")
    missing = await bot.refusal("sendDocument", chat_id=scene.stella.id)
    assert empty["description"] == "Bad Request: file must be non-empty"
    assert missing == "400 Bad Request: there is no document in the request"


async def test_a_file_can_be_taken_back(bot: Client, scene: Scene) -> None:
    await upload(bot, scene.stella.id, b"{}")
    message = scene.stella.private.last
    assert await bot("deleteMessage", chat_id=scene.stella.id, message_id=message.id) is True
    assert message.deleted
    assert message not in scene.stella.private.messages
    again = await bot.refusal("deleteMessage", chat_id=scene.stella.id, message_id=message.id)
    assert again == "400 Bad Request: message to delete not found"
