"""A basic group that becomes a supergroup and gets another id."""

import pytest

from sandbox.telegram import Group, ImpossibleError
from tests.sandbox.telegram.conftest import Client, Scene


@pytest.fixture
async def group(bot: Client, scene: Scene) -> Group:
    basic = bot.server.group("Old Agency", scene.sam, [scene.mia], kind="group")
    basic.add_bot()
    await bot.updates()
    return basic


async def test_both_groups_tell_of_it(bot: Client, scene: Scene, group: Group) -> None:
    heir = group.migrate(by=scene.mia)
    _, *service = await bot.updates()
    old, new = (update["message"] for update in service)
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (group.id, heir.id)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (heir.id, group.id)
    assert {old["from"]["id"], new["from"]["id"]} == {scene.mia.id}
    assert (old["chat"]["type"], new["chat"]["type"]) == ("group", "supergroup")


async def test_the_bot_seems_to_be_added_to_the_new_group(bot: Client, scene: Scene, group: Group) -> None:
    heir = group.migrate(by=scene.mia)
    added, *_ = await bot.updates()
    change = added["my_chat_member"]
    assert (change["chat"]["id"], change["from"]["id"]) == (heir.id, scene.mia.id)
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")


async def test_the_old_id_is_refused_with_the_new_one(bot: Client, scene: Scene, group: Group) -> None:
    card = await bot.says(group.id, "Waiting")
    heir = group.migrate()
    for method in ("sendMessage", "sendPhoto", "editMessageText", "sendChatAction", "getChatMember"):
        answer = await bot.answer(
            method,
            chat_id=group.id,
            message_id=card.id,
            user_id=scene.mia.id,
            text="x",
            photo="known",
            action="typing",
        )
        assert (answer["error_code"], answer["description"]) == (
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
        )
        assert answer["parameters"] == {"migrate_to_chat_id": heir.id}


async def test_everybody_is_in_the_new_group(bot: Client, scene: Scene, group: Group) -> None:
    group.promote(scene.mia)
    heir = group.migrate()
    await bot.says(heir.id, "x")
    statuses = [
        (await bot("getChatMember", chat_id=heir.id, user_id=user.id))["status"]
        for user in (scene.sam, scene.mia, bot.server.world.bot)
    ]
    assert statuses == ["creator", "administrator", "member"]
    scene.mia.says(heir, "/status")
    with pytest.raises(ImpossibleError, match="became a supergroup"):
        scene.mia.says(group, "/status")


async def test_only_a_basic_group_can_become_a_supergroup(scene: Scene, group: Group) -> None:
    with pytest.raises(ImpossibleError, match="is a supergroup"):
        scene.group.migrate()
    group.migrate()
    with pytest.raises(ImpossibleError, match="became a supergroup"):
        group.migrate()
