"""What a bot may edit and delete, and when."""

from tests.sandbox.telegram.conftest import Client, Clock, Scene

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
KEYBOARD = {"inline_keyboard": [[{"text": "Cancel", "callback_data": "c"}]]}
DAY = 86_400


async def test_an_edit_replaces_text_and_buttons_and_keeps_history(
    bot: Client, scene: Scene, clock: Clock
) -> None:
    message = await bot.says(scene.group.id, "Signing in…", reply_markup=KEYBOARD)
    clock.step(5)
    edited = await bot("editMessageText", chat_id=scene.group.id, message_id=message.id, text="Connected")
    assert (edited["text"], edited["edit_date"], "reply_markup" in edited) == (
        "Connected",
        int(clock()),
        False,
    )
    assert [version.text.text for version in message.versions] == ["Signing in…"]
    assert message.buttons == ()


async def test_an_identical_edit_is_refused(bot: Client, scene: Scene) -> None:
    message = await bot.says(scene.group.id, "<b>Hi</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    target = {"chat_id": scene.group.id, "message_id": message.id}
    same = {"text": "<strong>Hi</strong> ", "parse_mode": "HTML", "reply_markup": KEYBOARD}
    assert await bot.refusal("editMessageText", **target, **same) == NOT_MODIFIED
    assert await bot.refusal("editMessageReplyMarkup", **target, reply_markup=KEYBOARD) == NOT_MODIFIED
    assert (await bot("editMessageReplyMarkup", **target))["text"] == "Hi"
    assert await bot.refusal("editMessageReplyMarkup", **target) == NOT_MODIFIED


async def test_only_own_messages_that_are_there_can_be_edited(bot: Client, scene: Scene) -> None:
    said = scene.stella.tells_bot("hello")
    mine = await bot.says(scene.stella.id)
    await bot("deleteMessage", chat_id=scene.stella.id, message_id=mine.id)
    for number, refusal in ((said.id, "message can't be edited"), (mine.id, "message to edit not found")):
        answer = await bot.refusal("editMessageText", chat_id=scene.stella.id, message_id=number, text="x")
        assert answer == f"400 Bad Request: {refusal}"
    nowhere = await bot.refusal("editMessageText", chat_id=scene.stella.id, text="x")
    assert nowhere == "400 Bad Request: message identifier is not specified"


async def test_text_and_caption_are_not_mixed_up(bot: Client, scene: Scene) -> None:
    text = await bot.says(scene.stella.id)
    photo = await bot("sendPhoto", chat_id=scene.stella.id, photo="known", caption="a")
    there = {"chat_id": scene.stella.id}
    no_text = await bot.refusal("editMessageText", **there, message_id=photo["message_id"], text="x")
    no_caption = await bot.refusal("editMessageCaption", **there, message_id=text.id, caption="x")
    edited = await bot("editMessageCaption", **there, message_id=photo["message_id"], caption="b")
    assert no_text == "400 Bad Request: there is no text in the message to edit"
    assert no_caption == "400 Bad Request: there is no caption in the message to edit"
    assert edited["caption"] == "b"


async def test_incoming_private_messages_can_be_deleted_for_two_days(
    bot: Client, scene: Scene, clock: Clock
) -> None:
    old, said = scene.stella.tells_bot("old"), scene.stella.tells_bot("123456")
    assert await bot("deleteMessage", chat_id=scene.stella.id, message_id=said.id) is True
    assert said.deleted
    assert said not in scene.stella.private.messages
    again = await bot.refusal("deleteMessage", chat_id=scene.stella.id, message_id=said.id)
    assert again == "400 Bad Request: message to delete not found"
    clock.step(2 * DAY)
    late = await bot.refusal("deleteMessage", chat_id=scene.stella.id, message_id=old.id)
    assert late == "400 Bad Request: message can't be deleted for everyone"


async def test_others_messages_in_a_group_need_the_right(bot: Client, scene: Scene, clock: Clock) -> None:
    said = scene.mia.says(scene.group, "/login stella")
    target = {"chat_id": scene.group.id, "message_id": said.id}
    assert await bot.refusal("deleteMessage", **target) == "400 Bad Request: message can't be deleted"
    scene.group.promote(bot.server.world.bot, can_delete=False)
    assert await bot.refusal("deleteMessage", **target) == "400 Bad Request: message can't be deleted"
    scene.group.promote(bot.server.world.bot)
    assert await bot("deleteMessage", **target) is True
    old = scene.mia.says(scene.group, "/login stella")
    clock.step(2 * DAY)
    late = await bot.refusal("deleteMessage", chat_id=scene.group.id, message_id=old.id)
    assert late == "400 Bad Request: message can't be deleted"


async def test_in_a_basic_group_the_words_differ(bot: Client, scene: Scene) -> None:
    group = bot.server.group("Old Agency", scene.sam, [scene.mia], kind="group")
    group.add_bot()
    said = scene.mia.says(group, "/login stella")
    refusal = await bot.refusal("deleteMessage", chat_id=group.id, message_id=said.id)
    assert refusal == "400 Bad Request: message can't be deleted for everyone"


async def test_several_messages_are_deleted_at_once_and_missing_ones_skipped(
    bot: Client, scene: Scene
) -> None:
    messages = [await bot.says(scene.stella.id, text) for text in ("a", "b")]
    numbers = [*(message.id for message in messages), 9_999_999]
    assert await bot("deleteMessages", chat_id=scene.stella.id, message_ids=numbers) is True
    assert all(message.deleted for message in messages)
    many = await bot.refusal("deleteMessages", chat_id=scene.stella.id, message_ids=list(range(1, 102)))
    assert many == "400 Bad Request: too many message identifiers specified"
