"""Updates as an attacker would like Telegram to send them, and their way to the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx

from sandbox.telegram import Press
from sandbox.telegram.keyboard import Button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.telegram import Message, Person
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.formatting import Json
    from tests.harness.world import Team, World

HEADER: Final = b"X-Telegram-Bot-Api-Secret-Token"
NOTHING: Final[Json] = {}


@dataclass(frozen=True, slots=True)
class Raw:
    """An update that nobody has sent yet."""

    kind: str
    payload: Json
    chat: Chat
    actor: Person

    def emit(self) -> None:
        """Have Telegram deliver it."""
        self.chat.world.tell_bot(self.kind, self.payload, self.chat, self.actor)


def command(
    team: Team, text: str, person: Person, changes: Mapping[str, object] = NOTHING, kind: str = "message"
) -> Raw:
    """Write a command in the team's group, changed as named."""
    return message(team.group, text, person, changes, kind)


def message(
    chat: Chat, text: str, person: Person, changes: Mapping[str, object] = NOTHING, kind: str = "message"
) -> Raw:
    """Write a message of a person, changed as named."""
    shown: Json = {
        "message_id": chat.world.next_message_id() + 1_000_000,
        "from": person.to_json(),
        "chat": chat.to_json(),
        "date": int(chat.world.clock()),
        "text": text,
    }
    if text.startswith("/"):
        shown["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    if kind == "edited_message":
        shown["edit_date"] = shown["date"]
    return Raw(kind, {**shown, **changes}, chat, person)


async def delivered(world: World) -> None:
    """Wait until the bot has taken every update."""
    await world.telegram.until(lambda: not world.telegram.updates.pending, 60)


async def post(world: World, update: Any, secret: str | None) -> int:  # noqa: ANN401 - JSON
    """Send an update to the bot as anybody on the internet can; gives the status."""
    headers = {} if secret is None else {HEADER: secret.encode()}
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{world.bots[-1].url}/telegram", json=update, headers=headers)
    return answer.status_code


def press(world: World, person: Person, shown: Message, data: str, **changes: Any) -> Raw:  # noqa: ANN401 - JSON
    """Write a press with these data on a message, whether it has such a button or not."""
    pressed = Press(person, shown, Button("?", data, None, {}), world.clock())
    world.telegram.world.presses[pressed.id] = pressed
    return Raw("callback_query", {**pressed.to_json(), **changes}, shown.chat, person)
