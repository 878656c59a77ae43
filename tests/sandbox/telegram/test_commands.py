"""How a bot describes itself, per scope and language."""

from tests.sandbox.telegram.conftest import Client, Scene

LOGIN = [{"command": "login", "description": "Sign an account in"}]


async def test_commands_are_kept_per_scope_and_language(bot: Client, scene: Scene) -> None:
    group = {"type": "chat", "chat_id": scene.group.id}
    await bot("setMyCommands", commands=LOGIN, scope=group, language_code="de")
    assert await bot("getMyCommands", scope=group, language_code="de") == LOGIN
    assert await bot("getMyCommands", scope=group) == []
    assert await bot("getMyCommands") == []
    await bot("deleteMyCommands", scope=group, language_code="de")
    assert await bot("getMyCommands", scope=group, language_code="de") == []


async def test_wrong_commands_are_refused(bot: Client) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"commands": [{"command": "Login!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "login", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": LOGIN, "language_code": "deu"}, "invalid language code specified"),
        ({"commands": LOGIN, "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        (
            {"commands": LOGIN, "scope": {"type": "x"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": "x"}, "can't parse commands JSON object"),
    ]
    for params, words in wrong:
        assert await bot.refusal("setMyCommands", **params) == f"400 Bad Request: {words}"


async def test_name_and_descriptions_fall_back_to_those_without_a_language(bot: Client) -> None:
    assert await bot("getMyName") == {"name": "Codebell"}
    await bot("setMyDescription", description="Rings the creator")
    assert await bot("getMyDescription", language_code="de") == {"description": "Rings the creator"}
    await bot("setMyShortDescription", short_description="The bell", language_code="en")
    assert await bot("getMyShortDescription") == {"short_description": ""}
