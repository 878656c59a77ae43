"""Who speaks behind something else: anonymous administrators, channels, inline bots, and other bots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.telegram import Channel, ImpossibleError, Message, TelegramServer
from tests.sandbox.telegram.conftest import Client, Clock, Scene, said

if TYPE_CHECKING:
    from collections.abc import Callable

LOGIN = "/login stella"


@pytest.fixture
def channel(telegram: TelegramServer, scene: Scene) -> Channel:
    return telegram.channel("Moonlight News", scene.mia)


async def test_an_anonymous_administrator_hides_behind_the_group(bot: Client, scene: Scene) -> None:
    scene.group.promote(scene.mia, anonymous=True, title="Night desk")
    message = scene.mia.says(scene.group, LOGIN, anonymous=True)
    (shown,) = await said(bot)
    assert shown["from"] == {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    assert shown["sender_chat"] == shown["chat"]
    assert shown["author_signature"] == "Night desk"
    assert message.writer is scene.mia


async def test_a_press_of_an_anonymous_administrator_shows_who_it_is(bot: Client, scene: Scene) -> None:
    scene.group.promote(scene.mia, anonymous=True)
    scene.mia.says(scene.group, LOGIN, anonymous=True)
    keyboard = {"inline_keyboard": [[{"text": "Cancel", "callback_data": "c"}]]}
    scene.mia.presses(await bot.says(scene.group.id, reply_markup=keyboard), "Cancel")
    command, press = await bot.updates()
    assert command["message"]["from"]["id"] == 1087968824
    assert press["callback_query"]["from"]["id"] == scene.mia.id


async def test_an_anonymous_message_can_be_edited_and_deleted_by_its_writer(
    bot: Client, scene: Scene, clock: Clock
) -> None:
    scene.group.promote(scene.mia)
    message = scene.mia.says(scene.group, LOGIN, anonymous=True)
    clock.step(5)
    scene.mia.edits(message, "/login nora")
    _, edited = await bot.updates()
    assert edited["edited_message"]["from"]["id"] == 1087968824
    assert edited["edited_message"]["edit_date"] == int(clock())
    with pytest.raises(ImpossibleError):
        scene.sam.edits(message, LOGIN)
    scene.mia.deletes(message)
    assert message.deleted


async def test_a_channel_speaks_through_its_stand_in(bot: Client, scene: Scene, channel: Channel) -> None:
    scene.mia.says(scene.group, LOGIN, channel=channel)
    (shown,) = await said(bot)
    assert (shown["from"]["id"], shown["from"]["username"]) == (136817688, "Channel_Bot")
    assert shown["sender_chat"] == {"id": channel.id, "type": "channel", "title": "Moonlight News"}
    assert "is_automatic_forward" not in shown


async def test_a_linked_channel_is_forwarded_by_telegram_itself(
    bot: Client, scene: Scene, telegram: TelegramServer
) -> None:
    linked = telegram.channel("Moonlight News", scene.mia, linked_to=scene.group)
    published = linked.publishes(LOGIN, signature="Mia")
    (shown,) = await said(bot)
    assert (shown["from"]["id"], shown["from"]["is_bot"]) == (777000, False)
    assert shown["sender_chat"]["id"] == linked.id
    assert shown["is_automatic_forward"] is True
    origin = shown["forward_origin"]
    assert (origin["type"], origin["message_id"], origin["author_signature"]) == (
        "channel",
        published.id,
        "Mia",
    )


async def test_a_message_through_an_inline_bot_names_it(
    bot: Client, scene: Scene, telegram: TelegramServer
) -> None:
    phrases = telegram.other_bot("Phrases", "phrases_bot")
    scene.mia.says(scene.group, LOGIN, via=phrases)
    scene.stella.tells_bot("123456", via=phrases)
    command, code = await said(bot)
    assert command["from"]["id"] == scene.mia.id
    assert command["via_bot"] == {
        "id": phrases.id,
        "is_bot": True,
        "first_name": "Phrases",
        "username": "phrases_bot",
    }
    assert code["via_bot"]["id"] == phrases.id


async def test_another_bot_reaches_this_one_by_its_name_or_a_reply(
    bot: Client, scene: Scene, telegram: TelegramServer
) -> None:
    other = telegram.other_bot("Helper", "helper_bot")
    scene.group.add(other, scene.sam)
    scene.group.promote(telegram.world.bot)
    card = await bot.says(scene.group.id, "Waiting")
    await bot.updates()
    other.says(scene.group, LOGIN)
    other.says(scene.group, "/login@codebell_bot stella")
    other.says(scene.group, "yes", reply_to=card)
    other.tells_bot("/start")
    shown = await said(bot)
    assert [message["text"] for message in shown] == ["/login@codebell_bot stella", "yes", "/start"]
    assert all(message["from"]["is_bot"] for message in shown)


async def test_nobody_speaks_behind_what_is_not_theirs(
    scene: Scene, telegram: TelegramServer, channel: Channel
) -> None:
    basic = telegram.group("Old Agency", scene.sam, [scene.mia], kind="group")
    attempts: list[tuple[str, Callable[[], Message]]] = [
        ("only administrators", lambda: scene.mia.says(scene.group, LOGIN, anonymous=True)),
        ("only administrators", lambda: scene.sam.says(scene.sam.private, LOGIN, anonymous=True)),
        ("supergroups only", lambda: scene.mia.says(basic, LOGIN, channel=channel)),
        ("somebody else's channel", lambda: scene.sam.says(scene.group, LOGIN, channel=channel)),
        ("is no bot", lambda: scene.mia.says(scene.group, LOGIN, via=scene.sam)),
    ]
    for why, attempt in attempts:
        with pytest.raises(ImpossibleError, match=why):
            attempt()


async def test_bots_press_no_buttons(bot: Client, scene: Scene, telegram: TelegramServer) -> None:
    other = telegram.other_bot("Helper", "helper_bot")
    scene.group.add(other, scene.sam)
    keyboard = {"inline_keyboard": [[{"text": "Cancel", "callback_data": "c"}]]}
    card = await bot.says(scene.group.id, reply_markup=keyboard)
    with pytest.raises(ImpossibleError, match="bots press no buttons"):
        other.presses(card, "Cancel")


async def test_what_telegram_itself_writes_says_nothing(bot: Client, scene: Scene) -> None:
    card = await bot.says(scene.group.id, "Waiting")
    scene.group.retitle("/login stella")
    scene.sam.pins(card)
    renamed, pinned = await said(bot)
    assert (renamed["new_chat_title"], renamed["chat"]["title"]) == ("/login stella", "/login stella")
    assert pinned["pinned_message"]["message_id"] == card.id
    assert "text" not in renamed | pinned
    with pytest.raises(ImpossibleError, match="no administrator"):
        scene.mia.pins(card)
