"""Text with entities, counted in UTF-16 units as the Bot API does, and the entities that Telegram finds.

Knows no HTML and no message.

Wire format: https://core.telegram.org/bots/api#messageentity
"""

import re
from dataclasses import dataclass, field, replace

Json = dict[str, object]

_NESTING = ("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention")
_OPAQUE = {"pre", "code", "text_link", "text_mention", "url", "email", "date_time"}
_FOUND = (
    (
        "url",
        re.compile(
            r"(?<![\w@.])(?:https?://[^\s<>\"']*[\w/=&#-]|(?:[\w-]+\.)+(?:com|net|org|me|io|app|dev)\b(?:/[^\s<>\"']*[\w/=&#-])?)(?!@)"
        ),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d_]\w*(?!#)")),
)


@dataclass(frozen=True, slots=True)
class Entity:
    """One MessageEntity; offset and length in UTF-16 units, `extra` its remaining fields."""

    type: str
    offset: int
    length: int
    extra: Json = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The first unit after it."""
        return self.offset + self.length

    def to_json(self) -> Json:
        """Give the MessageEntity object."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.extra}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """Plain text and what marks it, in Telegram's order."""

    text: str = ""
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """Count the UTF-16 units of a text, Telegram's measure for offsets and limits."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, start: int, end: int) -> str:
    """Cut a text by UTF-16 units."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", errors="replace")


def in_order(entities: list[Entity]) -> tuple[Entity, ...]:
    """Sort as Telegram does: outer before inner."""

    def rank(entity: Entity) -> tuple[int, int, int]:
        kind = _NESTING.index(entity.type) if entity.type in _NESTING else len(_NESTING)
        return entity.offset, -entity.length, kind

    return tuple(sorted(entities, key=rank))


def finished(marked: FormattedText) -> FormattedText:
    """Do what Telegram does to every text: trim it, and find commands, mentions, links and hashtags in it."""
    trimmed = _trimmed(marked)
    return FormattedText(trimmed.text, in_order([*trimmed.entities, *_found(trimmed)]))


def plain(text: str) -> FormattedText:
    """Give a text without formatting of its own the form in which Telegram stores it."""
    return finished(FormattedText(text))


def _trimmed(marked: FormattedText) -> FormattedText:
    room = marked.entities[0].offset if marked.entities else len(marked.text)
    leading = min(room, len(marked.text) - len(marked.text.lstrip(" \n")))
    text = marked.text[leading:].rstrip()
    length = utf16_length(text)
    moved = [replace(entity, offset=entity.offset - leading) for entity in marked.entities]
    cut = [replace(entity, length=min(entity.length, length - entity.offset)) for entity in moved]
    return FormattedText(text, tuple(entity for entity in cut if entity.length > 0))


def _found(marked: FormattedText) -> list[Entity]:
    taken = [entity for entity in marked.entities if entity.type in _OPAQUE]
    found: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(marked.text):
            entity = Entity(kind, utf16_length(marked.text[: match.start()]), utf16_length(match.group()))
            if not any(entity.offset < other.end and other.offset < entity.end for other in [*taken, *found]):
                found.append(entity)
    return found
