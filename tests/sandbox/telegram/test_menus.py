"""Which commands a person is offered: by chat, by rank, by language."""

from sandbox.telegram import TelegramServer
from tests.sandbox.telegram.conftest import Client, Scene


async def offer(bot: Client, name: str, scope: dict[str, object] | None = None, language: str = "") -> None:
    """Set one command, named after where it is meant to be seen."""
    commands = [{"command": name, "description": f"See {name}"}]
    await bot("setMyCommands", commands=commands, scope=scope or {"type": "default"}, language_code=language)


async def test_a_creator_sees_her_own_commands_in_her_language(
    bot: Client, scene: Scene, telegram: TelegramServer
) -> None:
    luz = telegram.person("Luz", language="es-MX")
    luz.starts_bot()
    assert luz.sees_commands() == {}
    steps: list[tuple[str, dict[str, object] | None, str]] = [
        ("all", None, ""),
        ("all_spanish", None, "es"),
        ("private", {"type": "all_private_chats"}, ""),
        ("private_spanish", {"type": "all_private_chats"}, "es"),
        ("hers", {"type": "chat", "chat_id": luz.id}, ""),
        ("hers_spanish", {"type": "chat", "chat_id": luz.id}, "es"),
    ]
    for name, scope, language in steps:
        await offer(bot, name, scope, language)
        assert luz.sees_commands() == {name: f"See {name}"}
    assert scene.stella.sees_commands() == {"private": "See private"}


async def test_a_group_offers_by_rank_from_the_narrowest_scope(bot: Client, scene: Scene) -> None:
    here = {"chat_id": scene.group.id}
    steps: list[tuple[str, dict[str, object] | None, str, str]] = [
        ("all", None, "all", "all"),
        ("groups", {"type": "all_group_chats"}, "groups", "groups"),
        ("bosses", {"type": "all_chat_administrators"}, "bosses", "groups"),
        ("here", {"type": "chat", **here}, "here", "here"),
        ("bosses_here", {"type": "chat_administrators", **here}, "bosses_here", "here"),
        ("mia", {"type": "chat_member", **here, "user_id": scene.mia.id}, "bosses_here", "mia"),
    ]
    for name, scope, sam_sees, mia_sees in steps:
        await offer(bot, name, scope)
        seen = [list(person.sees_commands(scene.group)) for person in (scene.sam, scene.mia)]
        assert seen == [[sam_sees], [mia_sees]]
    assert list(scene.stella.sees_commands()) == ["all"]


async def test_what_is_deleted_gives_way_to_the_next_wider_scope(bot: Client, scene: Scene) -> None:
    await offer(bot, "all")
    await offer(bot, "private", {"type": "all_private_chats"}, "en")
    assert list(scene.stella.sees_commands()) == ["private"]
    await bot("deleteMyCommands", scope={"type": "all_private_chats"})
    assert list(scene.stella.sees_commands()) == ["private"]
    await bot("deleteMyCommands", scope={"type": "all_private_chats"}, language_code="en")
    assert list(scene.stella.sees_commands()) == ["all"]


async def test_a_scope_names_a_chat_that_the_bot_is_in(bot: Client, scene: Scene) -> None:
    there = {"chat_id": scene.group.id}
    wrong: list[tuple[dict[str, object], str]] = [
        ({"type": "chat"}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"type": "chat_member", **there}, "can't parse BotCommandScope: Invalid user_id specified"),
        ({"type": "chat", "chat_id": 5}, "chat not found"),
    ]
    for scope, words in wrong:
        assert await bot.refusal("getMyCommands", scope=scope) == f"400 Bad Request: {words}"
    scene.group.remove_bot()
    refusal = await bot.refusal("deleteMyCommands", scope={"type": "chat", **there})
    assert refusal == "403 Forbidden: bot was kicked from the supergroup chat"
