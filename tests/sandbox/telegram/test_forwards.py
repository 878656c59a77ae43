"""Forwards with every origin, and replies to messages of other chats."""

import pytest

from sandbox.telegram import (
    TELEGRAM,
    ImpossibleError,
    TelegramServer,
    channel_origin,
    chat_origin,
    hidden_origin,
    user_origin,
)
from tests.sandbox.telegram.conftest import Client, Scene, said

WARNING = "Login code: 12345. Do not give this code to anyone, even if they say they are from Telegram!"


async def test_a_forward_shows_whose_message_it_was(
    bot: Client, scene: Scene, telegram: TelegramServer
) -> None:
    channel = telegram.channel("Moonlight News", scene.mia)
    scene.group.promote(scene.mia, title="Night desk")
    nora = telegram.person("Nora")
    nora.hides_in_forwards = True
    scene.group.add(nora)
    written = [
        scene.sam.says(scene.group, "one"),
        nora.says(scene.group, "two"),
        scene.mia.says(scene.group, "three", anonymous=True),
        scene.mia.says(scene.group, "four", channel=channel),
        channel.publishes("five", signature="Mia"),
    ]
    await bot.updates()
    for message in written:
        scene.sam.forwards(message)
    user, hidden, group, behind, published = [shown["forward_origin"] for shown in await said(bot)]
    assert (user["type"], user["sender_user"]["id"]) == ("user", scene.sam.id)
    assert hidden == {"type": "hidden_user", "date": written[1].date, "sender_user_name": "Nora"}
    assert (group["type"], group["sender_chat"]["id"], group["author_signature"]) == (
        "chat",
        scene.group.id,
        "Night desk",
    )
    assert (behind["type"], behind["sender_chat"]["id"]) == ("chat", channel.id)
    assert (published["type"], published["chat"]["id"], published["message_id"]) == (
        "channel",
        channel.id,
        written[-1].id,
    )


async def test_a_forward_of_a_forward_keeps_its_first_origin(bot: Client, scene: Scene) -> None:
    first = scene.sam.says(scene.group, "one")
    second = scene.mia.forwards(first, scene.group)
    scene.sam.forwards(second)
    assert (await said(bot))[-1]["forward_origin"]["sender_user"]["id"] == scene.sam.id
    with pytest.raises(ImpossibleError, match="a forward cannot be edited"):
        scene.mia.edits(second, "two")


async def test_telegrams_own_code_is_forwarded_from_777000(bot: Client, scene: Scene) -> None:
    scene.stella.forwards(WARNING, origin=user_origin(TELEGRAM))
    (shown,) = await said(bot)
    assert (shown["chat"]["type"], shown["from"]["id"]) == ("private", scene.stella.id)
    assert shown["forward_origin"]["sender_user"] == {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    assert shown["text"] == WARNING


async def test_a_message_from_elsewhere_can_have_any_origin(
    bot: Client, scene: Scene, telegram: TelegramServer
) -> None:
    channel = telegram.channel("Elsewhere", scene.sam)
    origins = [
        user_origin(scene.sam),
        hidden_origin("Sam"),
        chat_origin(scene.group, signature="Sam"),
        channel_origin(channel, 17, signature="Sam"),
    ]
    for origin in origins:
        scene.stella.forwards("123456", origin=origin)
    assert [shown["forward_origin"] for shown in await said(bot)] == origins
    with pytest.raises(ImpossibleError, match="needs an origin"):
        scene.stella.forwards("123456")


async def test_a_forward_can_be_made_behind_the_group(bot: Client, scene: Scene) -> None:
    command = scene.sam.says(scene.group, "/login stella")
    scene.sam.forwards(command, scene.group, anonymous=True)
    forward = (await said(bot))[-1]
    assert (forward["from"]["id"], forward["forward_origin"]["type"]) == (1087968824, "user")


async def test_a_reply_across_chats_tells_of_the_other_message(bot: Client, scene: Scene) -> None:
    card = await bot.says(scene.group.id, "Waiting for Stella")
    scene.mia.tells_bot("what is this?", reply_to=card)
    scene.mia.tells_bot("and this?", reply_to=card, quote="Stella")
    whole, part = await said(bot)
    assert "reply_to_message" not in whole
    assert whole["external_reply"]["chat"]["id"] == scene.group.id
    assert whole["external_reply"]["message_id"] == card.id
    assert whole["external_reply"]["origin"]["sender_user"]["id"] == bot.server.world.bot.id
    assert whole["quote"] == {"text": "Waiting for Stella", "position": 0}
    assert part["quote"] == {"text": "Stella", "position": 12, "is_manual": True}


async def test_a_reply_to_a_private_message_names_no_chat(bot: Client, scene: Scene) -> None:
    prompt = await bot.says(scene.stella.id, "Type the code")
    scene.group.add(scene.stella)
    scene.stella.says(scene.group, "/status", reply_to=prompt)
    shown = (await said(bot))[-1]
    assert not {"chat", "message_id"} & shown["external_reply"].keys()


async def test_a_reply_across_chats_is_no_reply_for_privacy_mode(bot: Client, scene: Scene) -> None:
    prompt = await bot.says(scene.mia.starts_bot().chat.id, "Which account?")
    await bot.updates()
    scene.mia.says(scene.group, "this one", reply_to=prompt)
    assert await said(bot) == []


async def test_a_reply_can_quote_a_part(bot: Client, scene: Scene) -> None:
    prompt = await bot.says(scene.stella.id, "Type the code here")
    scene.stella.tells_bot("123456", reply_to=prompt, quote="the code")
    (shown,) = await said(bot)
    assert shown["reply_to_message"]["message_id"] == prompt.id
    assert shown["quote"] == {"text": "the code", "position": 5, "is_manual": True}
    with pytest.raises(ImpossibleError, match="no part of the message"):
        scene.stella.tells_bot("123456", reply_to=prompt, quote="a password")
