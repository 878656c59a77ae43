"""What one event on the local Telegram is called in words that a newcomer understands. Prints nothing."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from sandbox.telegram.chats import PrivateChat
from sandbox.telegram.formatting import utf16_slice

if TYPE_CHECKING:
    from sandbox.telegram import Event, Message
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.formatting import Entity, FormattedText
    from sandbox.telegram.keyboard import Keyboard
    from sandbox.telegram.messages import Content

_TOKEN: Final = re.compile(r"(?P<link>\?start=\w_)[\w-]{8,}|(?P<start>^/start) [\w-]+")
MINUTE: Final = 60
HANGING: Final = 2


class Tone(Enum):
    """What kind of line it is: what somebody says, what can be pressed, what happens, a heading."""

    SPEECH = "speech"
    BUTTONS = "buttons"
    ACTION = "action"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Line:
    """One line before it is broken to the column's width; `hanging` indents what follows its first row."""

    text: str
    tone: Tone = Tone.SPEECH
    hanging: int = 0


def lines_of(event: Event, own_column: Chat | None = None) -> list[Line]:
    """Put an event into words; none for what nobody notices. In `own_column` nobody has to be addressed."""
    match event.kind:
        case "sent":
            return _sent(event, own_column)
        case "edited":
            return _edited(event, own_column)
        case "deleted":
            return [_action(_vanished(event))]
        case "pressed":
            return [Line(f"{event.actor.first_name} presses [{event.detail}]", Tone.ACTION)]
        case "answered" if event.detail:
            return [_action(f"a notice pops up: {event.detail}")]
        case _:
            return []


def action(text: str) -> Line:
    """Tell what happens outside any message."""
    return _action(text)


def _action(text: str) -> Line:
    return Line(f"({text})", Tone.ACTION)


def _sent(event: Event, own_column: Chat | None) -> list[Line]:
    message = event.message
    if message is not None and message.is_service:
        return _joined(message)
    return _said(event, own_column)


def _edited(event: Event, own_column: Chat | None) -> list[Line]:
    before = _content_before(event)
    if event.content and before and before.text == event.content.text and not event.content.keyboard:
        return [_action("an older message loses its buttons")]
    return [_action("that message becomes"), *_said(event, own_column)]


def _content_before(event: Event) -> Content | None:
    if event.message is None:
        return None
    contents = [*event.message.versions, event.message.content]
    pairs = itertools.pairwise(contents)
    return next((before for before, after in pairs if after is event.content), None)


def _joined(message: Message) -> list[Line]:
    joined = message.post.service.get("new_chat_members")
    names = [str(member["first_name"]) for member in joined] if isinstance(joined, list) else []
    return [_action(f"{message.sender.first_name} adds {' and '.join(names)} to the group")] if names else []


def _said(event: Event, own_column: Chat | None) -> list[Line]:
    if event.content is None:
        return []
    text = _TOKEN.sub(_shortened, plain(event.content.text, event.time)) or "(a picture)"
    first, *others = text.split("\n")
    said = [f"{_speaker(event, own_column)}: {first}", *(" " * HANGING + other for other in others)]
    return [*(Line(each, hanging=HANGING) for each in said), *_buttons(event.content.keyboard)]


def _shortened(token: re.Match[str]) -> str:
    """Spare the reader what apps do not show or nobody reads."""
    return token["start"] or f"{token['link']}…"


def _speaker(event: Event, own_column: Chat | None) -> str:
    """Name who speaks, and to whom in the private chats of the team's side."""
    bot = event.chat.world.bot
    name = "Bot" if event.actor is bot else event.actor.first_name
    if event.chat is own_column or not isinstance(event.chat, PrivateChat):
        return name
    return f"{name} → {event.chat.person.first_name if event.actor is bot else 'Bot'}"


def _buttons(keyboard: Keyboard) -> list[Line]:
    rows = [" ".join(f"[{button.text}]" for button in row) for row in keyboard]
    return [Line(" " * HANGING + row, Tone.BUTTONS, hanging=HANGING) for row in rows]


def _vanished(event: Event) -> str:
    message = event.message
    who = "Bot" if message is None or message.sender is event.chat.world.bot else message.sender.first_name
    return "Bot takes its question away" if who == "Bot" else f"{who}'s message disappears"


def plain(marked: FormattedText, now: float) -> str:
    """Give a text as an app shows it, with its points in time spelt out; `now` in epoch seconds."""
    parts: list[str] = []
    end = 0
    for entity in marked.entities:
        if entity.type == "date_time":
            parts += [utf16_slice(marked.text, end, entity.offset), _spelt(entity, now)]
            end = entity.end
    return "".join([*parts, utf16_slice(marked.text, end, 2 * len(marked.text))])


def _spelt(entity: Entity, now: float) -> str:
    unix = float(str(entity.extra["unix_time"]))
    if entity.extra.get("date_time_format") == "r":
        minutes = round((unix - now) / MINUTE)
        return f"in {minutes} minutes" if minutes != 1 else "in 1 minute"
    return datetime.fromtimestamp(unix).astimezone().strftime("%H:%M")
