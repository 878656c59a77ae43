"""What people do, and what the bot is told of it."""

from typing import Any

import pytest

from sandbox.telegram import ImpossibleError, TelegramServer
from tests.sandbox.telegram.conftest import Client, Clock, Scene


async def test_a_deep_link_sends_its_payload(bot: Client, scene: Scene) -> None:
    scene.mia.opens("https://t.me/codebell_bot?start=inv_Abc-1")
    (update,) = await bot.updates()
    message = update["message"]
    assert message["text"] == "/start inv_Abc-1"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["chat"] == {"id": scene.mia.id, "type": "private", "first_name": "Mia"}


@pytest.mark.parametrize("link", [
    "https://t.me/other_bot?start=x",
    "https://example.com/codebell_bot?start=x",
    f"https://t.me/codebell_bot?start={'x' * 65}",
    "https://t.me/codebell_bot?start=a.b",
])  # fmt: skip
async def test_a_link_elsewhere_or_with_a_bad_payload_cannot_be_opened(scene: Scene, link: str) -> None:
    with pytest.raises(ImpossibleError):
        scene.mia.opens(link)


async def test_the_language_is_told_only_if_the_app_tells_it(bot: Client, telegram: TelegramServer) -> None:
    telegram.person("Stella", language="de").starts_bot()
    telegram.person("Mia").starts_bot()
    stella, mia = (update["message"]["from"] for update in await bot.updates())
    assert (stella["language_code"], "language_code" in mia) == ("de", False)


async def test_an_edit_is_told_as_an_edit(bot: Client, scene: Scene, clock: Clock) -> None:
    message = scene.stella.tells_bot("123 45")
    clock.step(7)
    scene.stella.edits(message, "123 456")
    _, update = await bot.updates()
    assert update["edited_message"]["text"] == "123 456"
    assert update["edited_message"]["edit_date"] == int(clock())


async def test_blocking_and_unblocking_are_told(bot: Client, scene: Scene) -> None:
    scene.stella.blocks_bot()
    with pytest.raises(ImpossibleError):
        scene.stella.tells_bot("hello")
    scene.stella.starts_bot()
    blocked, unblocked, started = await bot.updates()
    assert [change["my_chat_member"]["new_chat_member"]["status"] for change in (blocked, unblocked)] == [
        "kicked",
        "member",
    ]
    assert started["message"]["text"] == "/start"


async def test_photos_documents_replies_and_forwards_show_what_they_are(bot: Client, scene: Scene) -> None:
    prompt = await bot.says(scene.stella.id, "Type the code")
    scene.stella.sends_photo(caption="the code")
    scene.stella.sends_document("code.txt")
    scene.stella.tells_bot("123456", reply_to=prompt)
    scene.mia.starts_bot()
    scene.mia.forwards(scene.stella.private.last)
    photo, document, reply, _, forward = (update["message"] for update in await bot.updates())
    assert (photo["caption"], len(photo["photo"])) == ("the code", 3)
    assert document["document"]["file_name"] == "code.txt"
    assert reply["reply_to_message"]["message_id"] == prompt.id
    assert forward["forward_origin"]["sender_user"]["id"] == scene.stella.id


async def test_ids_need_more_than_32_bits(telegram: TelegramServer) -> None:
    people = [telegram.person(str(number)) for number in range(4)]
    assert any(person.id > 2**32 for person in people)
    assert telegram.group("Moonlight Agency", people[0]).id < -(2**32)


async def test_everything_that_happens_is_told_to_who_watches(telegram: TelegramServer, scene: Scene) -> None:
    said = scene.mia.says(scene.group, "/login stella")
    scene.mia.edits(said, "/login Stella")
    scene.mia.deletes(said)
    assert telegram.transcript().splitlines()[-3:] == [
        "[Moonlight Agency] Mia: /login stella",
        "[Moonlight Agency] Mia edited: /login Stella",
        "[Moonlight Agency] Mia deleted: /login Stella",
    ]


async def test_a_person_speaks_only_where_a_person_can(telegram: TelegramServer, scene: Scene) -> None:
    attempts: list[Any] = [
        lambda: scene.stella.says(scene.group, "hello"),
        lambda: scene.stella.says(scene.mia.private, "hello"),
        lambda: scene.mia.says(scene.group, " "),
        lambda: scene.mia.edits(telegram.person("Nora").starts_bot(), "x"),
    ]
    for attempt in attempts:
        with pytest.raises(ImpossibleError):
            attempt()
