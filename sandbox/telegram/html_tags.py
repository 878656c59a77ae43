"""What Telegram's HTML tags mean as entities, and stored text written back as HTML. Parses nothing.

Rules and texts: tdlib/td parse_html and https://core.telegram.org/bots/api#html-style.
"""

import html
import re
from typing import NoReturn

from sandbox.telegram.formatting import Entity, FormattedText, Json, utf16_length, utf16_slice
from sandbox.telegram.links import LinkError, checked_link

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough",
    "del": "strikethrough", "span": "spoiler", "tg-spoiler": "spoiler",
}  # fmt: skip
TAGS = {*_SIMPLE, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}
_WRITTEN = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_TIME_FORMAT = re.compile(r"[rR]|[tTdDwW]*")
_LANGUAGE = "language-"


class EntityError(ValueError):
    """The HTML would be refused; its text is Telegram's, without the prefix."""


def unparsable(text: str) -> NoReturn:
    """Refuse the HTML in these words."""
    raise EntityError(text)


def entity_of(name: str, attributes: dict[str, str], text: str) -> tuple[str, Json] | None:
    """Give type and extra fields of a closed tag, or None where Telegram shows the text without an entity."""
    if name in _SIMPLE:
        return _SIMPLE[name], {}
    if name == "a":
        return _link(attributes.get("href") or text)
    if name == "tg-time":
        return _time(attributes)
    if name == "tg-emoji":
        return _emoji(attributes.get("emoji-id", ""))
    if name == "blockquote":
        return ("expandable_blockquote" if "expandable" in attributes else "blockquote"), {}
    language = attributes.get("class", "") if name == "code" else ""
    return name, ({"language": language.removeprefix(_LANGUAGE)} if language.startswith(_LANGUAGE) else {})


def _link(url: str) -> tuple[str, Json] | None:
    try:
        return "text_link", {"url": checked_link(url)}
    except LinkError:
        return None


def _time(attributes: dict[str, str]) -> tuple[str, Json] | None:
    shape = attributes.get("format", "")
    if not _TIME_FORMAT.fullmatch(shape):
        unparsable("Invalid date-time format specified")
    unix = attributes.get("unix", "")
    if not unix.isdigit() or int(unix) == 0:
        return None
    return "date_time", {"unix_time": int(unix), **({"date_time_format": shape} if shape else {})}


def _emoji(identifier: str) -> tuple[str, Json]:
    if not identifier.isdigit() or int(identifier) == 0:
        unparsable("Invalid custom emoji identifier specified")
    return "custom_emoji", {"custom_emoji_id": identifier}


def to_html(marked: FormattedText) -> str:
    """Write stored text as HTML, for people who look at it."""
    edges = sorted(
        {0, utf16_length(marked.text), *(edge for e in marked.entities for edge in (e.offset, e.end))}
    )
    parts: list[str] = []
    for start, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
        parts += [_tags(e)[1] for e in reversed(marked.entities) if e.end == start]
        parts += [_tags(e)[0] for e in marked.entities if e.offset == start]
        parts.append(html.escape(utf16_slice(marked.text, start, end), quote=False))
    return "".join(parts)


def _tags(entity: Entity) -> tuple[str, str]:
    if entity.type in _WRITTEN:
        return f"<{_WRITTEN[entity.type]}>", f"</{_WRITTEN[entity.type]}>"
    if entity.type == "text_link":
        return f'<a href="{html.escape(str(entity.extra["url"]))}">', "</a>"
    if entity.type == "date_time":
        shape = html.escape(str(entity.extra.get("date_time_format", "")))
        written = f' format="{shape}"' if shape else ""
        return f'<tg-time unix="{entity.extra["unix_time"]}"{written}>', "</tg-time>"
    if entity.type == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    return "", ""
