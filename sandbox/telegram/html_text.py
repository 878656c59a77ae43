"""Reads parse_mode=HTML as strictly as Telegram does. Knows tags by name only, and no message.

Rules and texts: tdlib/td parse_html and https://core.telegram.org/bots/api#html-style.
Offsets in refusals are bytes of UTF-8.
"""

import re
from dataclasses import dataclass, field

from sandbox.telegram.formatting import Entity, FormattedText, in_order, utf16_length
from sandbox.telegram.html_tags import TAGS, entity_of, unparsable

_REFERENCE = re.compile(
    r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<decimal>[0-9]*)|(?P<name>lt|gt|amp|quot)(?![A-Za-z]));?"
)
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""[^\s=>/"']*""")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACE = re.compile(r"\s*")
_MAX_REFERENCE = 10
_MAX_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


@dataclass
class _Open:
    """A start tag that waits for its end."""

    name: str
    attributes: dict[str, str]
    offset: int
    text_start: int


@dataclass
class _Reader:
    """One pass over one text."""

    source: str
    position: int = 0
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    nested: list[_Open] = field(default_factory=list)

    def read(self) -> FormattedText:
        """Read everything; raises EntityError."""
        while self.position < len(self.source):
            self._step()
        if self.nested:
            unparsable(f'Can\'t find end tag corresponding to start tag "{self.nested[-1].name}"')
        plain = [Entity(e.type, e.offset, e.length) if e.type == "code" else e for e in self.entities]
        return FormattedText(self.text, in_order(plain))

    def _step(self) -> None:
        if self.source.startswith("</", self.position):
            self._end_tag()
        elif self.source[self.position] == "<":
            self._start_tag()
        elif match := _REFERENCE.match(self.source, self.position):
            self.text += _decoded(match)
            self.position = match.end()
        else:
            self.text += self.source[self.position]
            self.position += 1

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.position)
        found = match.group() if match else ""
        self.position += len(found)
        return found

    def _next(self) -> str:
        return self.source[self.position : self.position + 1]

    def _start_tag(self) -> None:
        begin = self._byte(self.position)
        self.position += 1
        name = self._take(_TAG_NAME).lower()
        if not self._next():
            unparsable(f"Unclosed start tag at byte offset {begin}")
        if name not in TAGS:
            unparsable(f'Unsupported start tag "{name}" at byte offset {begin}')
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.nested.append(_Open(name, attributes, utf16_length(self.text), len(self.text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._take(_SPACE)
            if self._next() == ">":
                self.position += 1
                return found
            name = self._take(_ATTRIBUTE)
            if not name:
                unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self._take(_SPACE)
            found[name] = self._value(tag, begin) if self._next() == "=" else ""
            if not self._next():
                unparsable(f'Unclosed start tag "{tag}" at byte offset {begin}')

    def _value(self, tag: str, begin: int) -> str:
        self.position += 1
        self._take(_SPACE)
        quote = self._next()
        if not quote:
            unparsable(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if quote not in "\"'":
            return self._token()
        end = self.source.find(quote, self.position + 1)
        if end < 0 or end + 1 == len(self.source):
            unparsable(f"Unclosed start tag at byte offset {begin}")
        raw = self.source[self.position + 1 : end]
        self.position = end + 1
        return _REFERENCE.sub(_decoded, raw)

    def _token(self) -> str:
        begin = self._byte(self.position)
        value = self._take(_TOKEN).lower()
        if self._next() != ">" and not self._next().isspace():
            unparsable(f"Unexpected end of name token at byte offset {begin}")
        return value

    def _end_tag(self) -> None:
        begin = self._byte(self.position)
        if not self.nested:
            unparsable(f"Unexpected end tag at byte offset {begin}")
        self.position += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._next() != ">":
            unparsable(f"Unclosed end tag at byte offset {begin}")
        self.position += 1
        tag = self.nested[-1]
        if name not in {"", tag.name}:
            unparsable(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"'
            )
        self.nested.pop()
        self._close(tag)

    def _close(self, tag: _Open) -> None:
        length = utf16_length(self.text) - tag.offset
        kind = entity_of(tag.name, tag.attributes, self.text[tag.text_start :]) if length else None
        if kind is None:
            return
        entity = Entity(kind[0], tag.offset, length, kind[1])
        inner = self.entities[-1] if self.entities else None
        if (
            inner
            and {inner.type, entity.type} == {"pre", "code"}
            and (inner.offset, inner.length) == (entity.offset, length)
        ):
            self.entities[-1] = Entity("pre", entity.offset, length, {**inner.extra, **entity.extra})
        else:
            self.entities.append(entity)


def parse_html(source: str) -> FormattedText:
    """Read a text of parse_mode HTML; raises EntityError in Telegram's words."""
    return _Reader(source).read()


def _decoded(match: re.Match[str]) -> str:
    if match["name"]:
        return {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[match["name"]]
    digits, base = (match["hex"], 16) if match["hex"] is not None else (match["decimal"], 10)
    code = int(digits, base) if digits else 0
    is_character = 0 < code < _MAX_CODE_POINT and code not in _SURROGATES
    return chr(code) if is_character and len(match.group().rstrip(";")) < _MAX_REFERENCE else match.group()
