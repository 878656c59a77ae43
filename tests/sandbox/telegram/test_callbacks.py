"""Pressed buttons: what the bot is told, and how often and how long it may answer."""

import asyncio

import pytest

from sandbox.telegram import ImpossibleError
from tests.sandbox.telegram.conftest import Client, Clock, Scene

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Cancel", "callback_data": "cancel:1"}, {"text": "Site", "url": "https://t.me"}]
    ]
}
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_press_reaches_the_bot_and_its_answer_the_presser(bot: Client, scene: Scene) -> None:
    message = await bot.says(scene.group.id, reply_markup=KEYBOARD)
    press = scene.mia.presses(message, "Cancel")
    (update,) = await bot.updates()
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == (
        "cancel:1",
        scene.mia.id,
        message.id,
    )
    waiting = asyncio.create_task(press.answered())
    await bot("answerCallbackQuery", callback_query_id=query["id"], text="Cancelled", show_alert=True)
    answer = await waiting
    assert (answer.text, answer.is_alert) == ("Cancelled", True)


async def test_a_second_answer_and_a_late_one_are_refused(bot: Client, scene: Scene, clock: Clock) -> None:
    message = await bot.says(scene.group.id, reply_markup=KEYBOARD)
    first, second = (scene.mia.presses(message, "Cancel") for _ in range(2))
    await bot("answerCallbackQuery", callback_query_id=first.id)
    assert await bot.refusal("answerCallbackQuery", callback_query_id=first.id) == TOO_OLD
    assert await bot.refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD
    clock.step(60)
    assert await bot.refusal("answerCallbackQuery", callback_query_id=second.id) == TOO_OLD


async def test_an_answer_has_at_most_200_characters(bot: Client, scene: Scene) -> None:
    press = scene.mia.presses(await bot.says(scene.group.id, reply_markup=KEYBOARD), "Cancel")
    refusal = await bot.refusal("answerCallbackQuery", callback_query_id=press.id, text="x" * 201)
    assert refusal == "400 Bad Request: MESSAGE_TOO_LONG"


async def test_only_buttons_that_are_there_can_be_pressed(bot: Client, scene: Scene) -> None:
    message = await bot.says(scene.group.id, reply_markup=KEYBOARD)
    for person, label in ((scene.mia, "Remind"), (scene.mia, "Site"), (scene.stella, "Cancel")):
        with pytest.raises(ImpossibleError):
            person.presses(message, label)


async def test_a_press_can_cross_an_edit_or_a_deletion(bot: Client, scene: Scene) -> None:
    message = await bot.says(scene.group.id, reply_markup=KEYBOARD)
    await bot("editMessageReplyMarkup", chat_id=scene.group.id, message_id=message.id)
    with pytest.raises(ImpossibleError):
        scene.mia.presses(message, "Cancel")
    scene.mia.presses(message, "Cancel", stale=True)
    await bot("deleteMessage", chat_id=scene.group.id, message_id=message.id)
    scene.mia.presses(message, "Cancel", stale=True)
    edited, deleted = (update["callback_query"]["message"] for update in await bot.updates())
    assert "reply_markup" not in edited
    assert deleted["date"] == 0
