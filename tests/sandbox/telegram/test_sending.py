"""What Telegram takes from a bot that sends, and what it refuses."""

import pytest

from tests.sandbox.telegram.conftest import Client, Clock, Scene


async def test_html_arrives_as_plain_text_with_entities(bot: Client, scene: Scene) -> None:
    sent = await bot(
        "sendMessage", chat_id=scene.stella.id, text="🔔 <b>Mia</b> &amp; you", parse_mode="HTML"
    )
    assert sent["text"] == "🔔 Mia & you"
    assert sent["entities"] == [{"type": "bold", "offset": 3, "length": 3}]
    assert scene.stella.private.last.html == "🔔 <b>Mia</b> &amp; you"


@pytest.mark.parametrize(("params", "refusal"), [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "🔑" * 2049}, "message is too long"),
    ({"text": "a</b>", "parse_mode": "HTML"}, "can't parse entities: Unexpected end tag at byte offset 1"),
    ({"text": "x", "parse_mode": "reST"}, "unsupported parse_mode"),
    ({"text": "x", "chat_id": ""}, "chat_id is empty"),
    ({"text": "x", "chat_id": 99}, "chat not found"),
    ({"text": "x", "reply_parameters": {"message_id": 9_999_999}}, "message to be replied not found"),
    ({"text": "x", "message_thread_id": 7}, "message thread not found"),
])  # fmt: skip
async def test_a_wrong_message_is_refused(
    bot: Client, scene: Scene, params: dict[str, object], refusal: str
) -> None:
    call = {"chat_id": scene.stella.id, **params}
    assert await bot.refusal("sendMessage", **call) == f"400 Bad Request: {refusal}"
    assert scene.stella.private.last.text == "/start"


async def test_the_limit_of_a_text_counts_after_parsing(bot: Client, scene: Scene) -> None:
    message = await bot.says(scene.stella.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(message.text) == 4096


BUTTONS = [
    ({"text": "Go", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
    ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
    ({"text": "Go"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (
        {"text": "Go", "url": "fansapiauth://sign-in"},
        "inline keyboard button URL 'fansapiauth://sign-in' is invalid: Unsupported URL protocol",
    ),
    (
        {"text": "Go", "url": "https://"},
        "inline keyboard button URL 'https://' is invalid: URL host is empty",
    ),
    (
        {"text": "Go", "url": "http://localhost/x"},
        "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
    ),
    ("Go", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
]


@pytest.mark.parametrize(("button", "refusal"), BUTTONS)
async def test_a_wrong_button_is_refused(bot: Client, scene: Scene, button: object, refusal: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await bot.refusal("sendMessage", chat_id=scene.stella.id, text="x", reply_markup=markup)
    assert answer == f"400 Bad Request: {refusal}"


async def test_good_buttons_are_shown_row_by_row(bot: Client, scene: Scene) -> None:
    rows = [[{"text": "Not me", "callback_data": "n" * 64}], [{"text": "Open", "url": "https://t.me"}]]
    message = await bot.says(scene.stella.id, reply_markup={"inline_keyboard": rows})
    assert message.labels == [["Not me"], ["Open"]]
    assert message.buttons[1][0].url == "https://t.me/"


async def test_web_app_buttons_are_for_private_chats(bot: Client, scene: Scene) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "web_app": {"url": "https://example.com"}}]]}
    assert (await bot.says(scene.stella.id, reply_markup=markup)).labels == [["Go"]]
    refusal = await bot.refusal("sendMessage", chat_id=scene.group.id, text="x", reply_markup=markup)
    assert refusal == "400 Bad Request: BUTTON_TYPE_INVALID"


async def test_a_reply_shows_what_it_replies_to(bot: Client, scene: Scene) -> None:
    said = scene.stella.tells_bot("hello there")
    reply = {"message_id": said.id, "quote": "there"}
    sent = await bot("sendMessage", chat_id=scene.stella.id, text="Yes?", reply_parameters=reply)
    assert sent["reply_to_message"]["text"] == "hello there"
    assert sent["quote"] == {"text": "there", "position": 6, "is_manual": True}


async def test_a_reply_can_do_without_its_message(bot: Client, scene: Scene) -> None:
    reply = {"message_id": 9_999_999, "allow_sending_without_reply": True}
    sent = await bot("sendMessage", chat_id=scene.stella.id, text="Yes?", reply_parameters=reply)
    assert "reply_to_message" not in sent


async def test_nobody_is_written_to_who_did_not_start(bot: Client, scene: Scene) -> None:
    scene.mia.says(scene.group, "/status")
    stranger = bot.server.person("Nora")
    unknown = await bot.refusal("sendMessage", chat_id=stranger.id, text="x")
    known = await bot.refusal("sendMessage", chat_id=scene.mia.id, text="x")
    assert unknown == "400 Bad Request: chat not found"
    assert known == "403 Forbidden: bot can't initiate conversation with a user"


async def test_a_blocked_bot_and_a_deleted_account_are_told_apart(bot: Client, scene: Scene) -> None:
    scene.stella.blocks_bot()
    blocked = await bot.refusal("sendMessage", chat_id=scene.stella.id, text="x")
    scene.stella.deactivates()
    gone = await bot.refusal("sendMessage", chat_id=scene.stella.id, text="x")
    assert (blocked, gone) == (
        "403 Forbidden: bot was blocked by the user",
        "403 Forbidden: user is deactivated",
    )


async def test_a_photo_is_uploaded_and_a_missing_one_refused(bot: Client, scene: Scene) -> None:
    url = f"{bot.server.base_url}/bot{bot.server.token}/sendPhoto"
    values = {"chat_id": scene.stella.id, "caption": "<b>Scan</b> me", "parse_mode": "HTML"}
    answer = await bot.http.post(url, data=values, files={"photo": ("qr.png", b"png", "image/png")})
    assert answer.json()["result"]["caption"] == "Scan me"
    assert (
        await bot.refusal("sendPhoto", chat_id=scene.stella.id)
        == "400 Bad Request: there is no photo in the request"
    )
    long = await bot.refusal("sendPhoto", chat_id=scene.stella.id, photo="known", caption="x" * 1025)
    assert long == "400 Bad Request: message caption is too long"


async def test_silence_and_dates_are_kept(bot: Client, scene: Scene, clock: Clock) -> None:
    clock.step(90)
    message = await bot.says(scene.stella.id, disable_notification=True)
    assert (message.silent, message.date) == (True, int(clock()))


async def test_markdown_is_said_to_be_missing(bot: Client, scene: Scene) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=scene.stella.id, text="*x*", parse_mode="MarkdownV2")
    assert refusal.startswith("501 ")


async def test_busy_signs_are_taken(bot: Client, scene: Scene) -> None:
    assert await bot("sendChatAction", chat_id=scene.stella.id, action="typing") is True
    refusal = await bot.refusal("sendChatAction", chat_id=scene.stella.id, action="yawning")
    assert refusal == "400 Bad Request: wrong parameter action in request"
