"""Conversations as tests write them: who, what they say or press, and what people see because of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.telegram import Message
    from tests.harness.world import Team

SECONDS = 30.0
"""How long anything that a line expects is waited for, also on a machine that has much else to do."""


@dataclass(frozen=True, slots=True)
class Code:
    """What Stella types: the next code that reaches her, or a wrong one; `like` shows how she writes it."""

    right: bool = True
    like: str = "{}"


CODE = Code()
WRONG = Code(right=False)

Says = str | Code | float
Expects = dict[str, str]
Line = tuple[str, Says, Expects]


async def play(team: Team, lines: Sequence[Line]) -> None:
    """Play a conversation, line by line.

    Each line is (who, says, expects). `says` is a text, `[Label]` for the newest button with this label, a
    `Code`, or for "the clock" a number of seconds. `expects` maps "group", "Mia", "Stella", "Sam" to a
    fragment of a message that is new or changed since the line began.
    """
    for who, says, expects in lines:
        before = _shown(team)
        await _act(team, who, says)
        for place, fragment in expects.items():
            await _until_seen(team, before, place, fragment)


async def _act(team: Team, who: str, says: Says) -> None:
    if isinstance(says, Code):
        code = await team.code() if says.right else team.world.wrong_code()
        team.creator.tells_bot(says.like.format(code))
    elif isinstance(says, float | int):
        await team.world.step(says)
    elif says.startswith("["):
        await _press(team, who, says.strip("[]"))
    else:
        _say(team, who, says)


def _say(team: Team, who: str, text: str) -> None:
    person = team.people[who]
    if who == "Mia" and not text.startswith("private: "):
        person.says(team.place, text)
    else:
        person.tells_bot(text.removeprefix("private: "))


async def _press(team: Team, who: str, label: str) -> None:
    """Press the newest button with this label that the person can see."""

    def find() -> Message | None:
        messages = [*_messages(team, who), *(_messages(team, "group") if who != "Stella" else [])]
        found = [m for m in messages if any(label == b.text for row in m.content.keyboard for b in row)]
        return max(found, key=lambda message: message.id) if found else None

    message = await team.world.telegram.until(find, SECONDS)
    assert message is not None
    team.people[who].presses(message, label)


async def _until_seen(team: Team, before: set[tuple[str, int, str]], place: str, fragment: str) -> None:
    def seen() -> bool:
        return any(at == place and fragment in text for at, _, text in _shown(team) - before)

    await team.world.telegram.until(seen, SECONDS)


def _shown(team: Team) -> set[tuple[str, int, str]]:
    """Give what stands in each chat: the place, the message's id and what it shows with its buttons."""
    return {
        (place, message.id, f"{message.text} {message.labels}")
        for place in ("group", *team.people)
        for message in _messages(team, place)
    }


def _messages(team: Team, place: str) -> list[Message]:
    bot = team.world.telegram.world.bot
    chat = team.group if place == "group" else team.people[place].private
    return [message for message in chat.messages if message.sender is bot and not message.deleted]
