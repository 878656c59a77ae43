"""Groups: who is told what, topics, members, and the ways to lose access."""

from sandbox.telegram import Group
from tests.sandbox.telegram.conftest import Client, Scene


async def texts(bot: Client) -> list[str]:
    return [update["message"].get("text", "") for update in await bot.updates()]


async def test_privacy_mode_shows_commands_and_replies_only(bot: Client, scene: Scene) -> None:
    card = await bot.says(scene.group.id, "Waiting for Stella")
    for text in (
        "good morning",
        "/login stella",
        "/login@codebell_bot stella",
        "/login@other_bot stella",
        "see /login",
    ):
        scene.mia.says(scene.group, text)
    scene.mia.says(scene.group, "thanks", reply_to=card)
    assert await texts(bot) == ["/login stella", "/login@codebell_bot stella", "thanks"]


async def test_an_administrator_sees_everything(bot: Client, scene: Scene) -> None:
    scene.group.promote(bot.server.world.bot)
    await bot.updates()
    scene.mia.says(scene.group, "good morning")
    assert await texts(bot) == ["good morning"]


async def test_coming_and_going_is_a_service_message(bot: Client, scene: Scene) -> None:
    scene.group.add(scene.stella, by=scene.mia)
    scene.stella.leaves(scene.group)
    added, left = (update["message"] for update in await bot.updates())
    assert (added["from"]["id"], added["new_chat_members"][0]["id"]) == (scene.mia.id, scene.stella.id)
    assert left["left_chat_member"]["id"] == scene.stella.id


async def test_the_bot_learns_that_it_came_and_what_it_became(bot: Client, scene: Scene) -> None:
    group = bot.server.group("Second Agency", scene.sam)
    group.add_bot(by=scene.sam, as_admin=True)
    came, service, promoted = await bot.updates()
    assert came["my_chat_member"]["from"]["id"] == scene.sam.id
    assert came["my_chat_member"]["old_chat_member"]["status"] == "left"
    assert service["message"]["new_chat_members"][0]["id"] == bot.server.world.bot.id
    assert promoted["my_chat_member"]["new_chat_member"]["status"] == "administrator"


async def test_a_kicked_bot_is_refused_everywhere_in_the_group(bot: Client, scene: Scene) -> None:
    scene.group.remove_bot()
    kicked, _ = await bot.updates()
    assert kicked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    refusals = {
        await bot.refusal(method, chat_id=scene.group.id, text="x", user_id=scene.mia.id, message_id=1)
        for method in ("sendMessage", "editMessageText", "getChat", "getChatMember", "deleteMessage")
    }
    assert refusals == {"403 Forbidden: bot was kicked from the supergroup chat"}


async def test_a_bot_that_left_is_no_member(bot: Client, scene: Scene) -> None:
    assert await bot("leaveChat", chat_id=scene.group.id) is True
    refusal = await bot.refusal("sendMessage", chat_id=scene.group.id, text="x")
    assert refusal == "403 Forbidden: bot is not a member of the supergroup chat"
    scene.mia.says(scene.group, "/login stella")
    (left,) = await bot.updates()
    assert left["my_chat_member"]["new_chat_member"]["status"] == "left"


async def test_topics_carry_their_thread(bot: Client, scene: Scene) -> None:
    topic = scene.group.topic("Logins")
    scene.mia.says(topic, "/login stella")
    opened, command = (update["message"] for update in await bot.updates())
    assert opened["forum_topic_created"]["name"] == "Logins"
    assert (command["message_thread_id"], command["is_topic_message"]) == (topic.thread, True)
    card = await bot.says(scene.group.id, message_thread_id=topic.thread)
    assert card.topic is topic
    general = await bot.says(scene.group.id)
    assert general.thread is None
    refusal = await bot.refusal("sendMessage", chat_id=scene.group.id, text="x", message_thread_id=9_999)
    assert refusal == "400 Bad Request: message thread not found"
    topic.closed = True
    closed = await bot.refusal(
        "sendMessage", chat_id=scene.group.id, text="x", message_thread_id=topic.thread
    )
    assert closed == "400 Bad Request: TOPIC_CLOSED"


async def test_a_chain_of_replies_has_a_thread_and_is_no_topic(bot: Client, scene: Scene) -> None:
    command = scene.mia.says(scene.group, "/login stella")
    card = await bot(
        "sendMessage", chat_id=scene.group.id, text="x", reply_parameters={"message_id": command.id}
    )
    assert (card["message_thread_id"], "is_topic_message" in card) == (command.id, False)


async def status(bot: Client, group: Group, user_id: int) -> str:
    member: dict[str, str] = await bot("getChatMember", chat_id=group.id, user_id=user_id)
    return member["status"]


async def test_members_are_shown_with_what_they_are(bot: Client, scene: Scene) -> None:
    nora = bot.server.person("Nora")
    scene.group.add(nora)
    scene.group.promote(nora)
    scene.group.add(scene.stella)
    scene.group.remove(scene.stella, by=scene.sam)
    people = [scene.sam, nora, scene.mia, scene.stella, bot.server.person("Nobody")]
    found = [await status(bot, scene.group, person.id) for person in people]
    assert found == ["creator", "administrator", "member", "kicked", "left"]
    administrators = await bot("getChatAdministrators", chat_id=scene.group.id)
    assert [member["user"]["first_name"] for member in administrators] == ["Sam", "Nora"]
    assert await bot("getChatMemberCount", chat_id=scene.group.id) == 4


async def test_unknown_and_hidden_members_are_refused(bot: Client, scene: Scene) -> None:
    there = {"chat_id": scene.group.id}
    assert await bot.refusal("getChatMember", **there, user_id=5) == "400 Bad Request: PARTICIPANT_ID_INVALID"
    assert await bot.refusal("getChatMember", **there) == "400 Bad Request: invalid user_id specified"
    scene.group.hides_members = True
    hidden = await bot.refusal("getChatMember", **there, user_id=scene.mia.id)
    assert hidden == "400 Bad Request: member list is inaccessible"
    private = await bot.refusal("getChatAdministrators", chat_id=scene.stella.id)
    assert private == "400 Bad Request: there are no administrators in the private chat"


async def test_chats_are_described(bot: Client, scene: Scene) -> None:
    assert (await bot("getChat", chat_id=scene.group.id))["title"] == "Moonlight Agency"
    assert (await bot("getChat", chat_id=scene.stella.id))["first_name"] == "Stella"
