"""Who is in a group and who is not, what the bot is told of it, and people who block it or are gone."""

import pytest

from sandbox.telegram import Group, ImpossibleError
from tests.sandbox.telegram.conftest import Client, Scene

EVERYTHING = ["message", "my_chat_member", "chat_member"]


async def changes(bot: Client, kind: str) -> list[tuple[str, str]]:
    """Take what is pending and give the changes of one kind: status before and after."""
    found = [update[kind] for update in await bot.updates() if kind in update]
    return [(each["old_chat_member"]["status"], each["new_chat_member"]["status"]) for each in found]


@pytest.fixture
async def watched(bot: Client, scene: Scene) -> Group:
    """Give the group to a bot that administers it and asked for everything."""
    scene.group.promote(bot.server.world.bot)
    await bot.updates(allowed_updates=EVERYTHING)
    return scene.group


async def test_every_change_of_a_member_is_told(bot: Client, scene: Scene, watched: Group) -> None:
    watched.promote(scene.mia)
    watched.demote(scene.mia)
    watched.restrict(scene.mia)
    watched.remove(scene.mia, by=scene.sam)
    watched.unban(scene.mia)
    scene.mia.joins(watched)
    scene.mia.leaves(watched)
    assert await changes(bot, "chat_member") == [
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "restricted"),
        ("restricted", "kicked"),
        ("kicked", "left"),
        ("left", "member"),
        ("member", "left"),
    ]


async def test_a_change_names_who_made_it(bot: Client, scene: Scene, watched: Group) -> None:
    watched.remove(scene.mia, by=scene.sam)
    update = next(update for update in await bot.updates() if "chat_member" in update)
    assert update["chat_member"]["from"]["id"] == scene.sam.id
    assert update["chat_member"]["new_chat_member"]["user"]["id"] == scene.mia.id


async def test_nothing_is_told_to_a_bot_that_did_not_ask(bot: Client, scene: Scene, watched: Group) -> None:
    await bot.updates(allowed_updates=[])
    watched.restrict(scene.mia)
    assert await bot.updates() == []


async def test_changes_of_members_are_asked_for_one_by_one(bot: Client, scene: Scene, watched: Group) -> None:
    async def found() -> tuple[str, object]:
        member = await bot("getChatMember", chat_id=watched.id, user_id=scene.mia.id)
        return member["status"], member.get("is_member")

    watched.restrict(scene.mia)
    inside = await found()
    scene.mia.leaves(watched)
    gone = await found()
    watched.restrict(scene.mia)
    outside = await found()
    assert (inside, gone, outside) == (("restricted", True), ("left", None), ("restricted", False))


async def test_a_muted_member_cannot_speak_and_an_outsider_neither(scene: Scene) -> None:
    scene.group.restrict(scene.mia, may_speak=True)
    scene.mia.says(scene.group, "/status")
    scene.group.restrict(scene.mia)
    with pytest.raises(ImpossibleError, match="restricted"):
        scene.mia.says(scene.group, "/status")
    scene.mia.leaves(scene.group)
    scene.group.restrict(scene.mia, may_speak=True)
    with pytest.raises(ImpossibleError, match="not in Moonlight Agency"):
        scene.mia.says(scene.group, "/status")


async def test_a_muted_bot_is_refused_by_what_it_sends(bot: Client, scene: Scene) -> None:
    scene.group.restrict(bot.server.world.bot)
    assert await changes(bot, "my_chat_member") == [("member", "restricted")]
    text = await bot.refusal("sendMessage", chat_id=scene.group.id, text="x")
    photo = await bot.refusal("sendPhoto", chat_id=scene.group.id, photo="known")
    assert (text, photo) == (
        "400 Bad Request: not enough rights to send text messages to the chat",
        "400 Bad Request: not enough rights to send photos to the chat",
    )


async def test_a_bot_that_was_shown_out_knows_nobody(bot: Client, scene: Scene) -> None:
    scene.group.remove_bot(by=scene.sam)
    assert await changes(bot, "my_chat_member") == [("member", "kicked")]
    for user in (scene.mia, bot.server.world.bot):
        refusal = await bot.refusal("getChatMember", chat_id=scene.group.id, user_id=user.id)
        assert refusal == "403 Forbidden: bot was kicked from the supergroup chat"
    scene.group.add_bot(by=scene.sam)
    assert await changes(bot, "my_chat_member") == [("kicked", "member")]


async def test_a_blocked_bot_learns_of_it_and_of_the_end_of_it(bot: Client, scene: Scene) -> None:
    scene.stella.blocks_bot()
    refusal = await bot.refusal("sendMessage", chat_id=scene.stella.id, text="x")
    scene.stella.unblocks_bot()
    assert refusal == "403 Forbidden: bot was blocked by the user"
    assert await changes(bot, "my_chat_member") == [("member", "kicked"), ("kicked", "member")]
    await bot.says(scene.stella.id)


async def test_a_deleted_account_is_an_id_without_a_name(bot: Client, scene: Scene) -> None:
    scene.mia.starts_bot()
    scene.mia.deactivates()
    await bot.updates()
    refusals = {
        await bot.refusal(method, chat_id=scene.mia.id, text="x", action="typing", message_id=1)
        for method in ("sendMessage", "sendChatAction", "editMessageText")
    }
    assert refusals == {"403 Forbidden: user is deactivated"}
    assert await bot.updates() == []
    member = await bot("getChatMember", chat_id=scene.group.id, user_id=scene.mia.id)
    assert member["user"] == {"id": scene.mia.id, "is_bot": False, "first_name": ""}
    assert (await bot("getChat", chat_id=scene.mia.id))["first_name"] == ""
    with pytest.raises(ImpossibleError, match="the account is deleted"):
        scene.mia.says(scene.group, "/status")


async def test_a_chat_that_is_gone_is_not_found(bot: Client, scene: Scene) -> None:
    for chat in (scene.group, scene.stella.private):
        bot.server.forgets(chat)
        for method in ("sendMessage", "getChat", "getChatMember", "deleteMessage"):
            refusal = await bot.refusal(method, chat_id=chat.id, text="x", user_id=scene.mia.id, message_id=1)
            assert refusal == "400 Bad Request: chat not found"


async def test_memberships_have_lanes_of_their_own(bot: Client, scene: Scene, watched: Group) -> None:
    seen = len(bot.server.updates.history)
    scene.mia.leaves(watched)
    scene.stella.blocks_bot()
    lanes = [(update.kind, update.lane) for update in bot.server.updates.history[seen:]]
    assert lanes == [
        ("chat_member", ("membership", scene.mia.id)),
        ("message", ("chat", watched.id)),
        ("my_chat_member", ("own membership", scene.stella.id)),
    ]
