"""Reads the catalogues as translators write them, and which texts the code asks for."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog, Message

BOT = Path(__file__).parents[3] / "bot"
LOCALES = BOT / "locales"
FACTS = frozenset(
    {"agency", "manager", "creator", "platform", "account", "provider"}
    | {"where", "page", "bot", "contact", "action"}
)
"""What every text about an attempt may name without being given it."""

_RENDERERS = frozenset({"texts", "plain", "say", "by_starter", "saying", "Offer"})
_WITHOUT_VALUES = frozenset({"Offer"})
_WITH_FACTS = frozenset({"say", "by_starter"})


@dataclass(frozen=True)
class Use:
    """A place in the code that asks for a text: `pattern` matches the keys it may ask for."""

    where: str
    renderer: str
    pattern: re.Pattern[str]
    literal: str | None
    values: frozenset[str]
    all_values_named: bool

    @property
    def may_be_given_more(self) -> bool:
        """Tell whether values are given that only some texts name."""
        return self.renderer in _WITH_FACTS | _WITHOUT_VALUES or not self.all_values_named


@dataclass
class Asked:
    """All that the code may ask for."""

    uses: list[Use] = field(default_factory=list)
    strings: set[str] = field(default_factory=set)
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    suffixes: set[str] = field(default_factory=set)
    """What is put behind a key to get its variant, as in f"{key}.own"."""

    def has_use_for(self, key: str) -> bool:
        if key in self.strings or any(pattern.fullmatch(key) for pattern in self.patterns):
            return True
        bases = [key.removesuffix(suffix) for suffix in self.suffixes if key.endswith(suffix)]
        return any(self.has_use_for(base) for base in bases)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> dict[str, Message]:
    """Give every text of a language by key; AssertionError for a key that stands twice."""
    found: dict[str, Message] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        for message in catalogue(path):
            if message.id:
                assert key_of(message) not in found, f"{key_of(message)} stands in two catalogues"
                found[key_of(message)] = message
    return found


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def placeholders(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


@cache
def asked_for() -> Asked:
    """Look through the bot's code for keys."""
    asked = Asked()
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                asked.strings.add(node.value)
            if isinstance(node, ast.JoinedStr) and _begins_with_a_family(node):
                asked.patterns.append(_pattern(node))
            if isinstance(node, ast.JoinedStr):
                asked.suffixes.update(_suffix(node))
            if isinstance(node, ast.Call):
                asked.uses.extend(_uses(node, path))
    return asked


def _suffix(node: ast.JoinedStr) -> Iterator[str]:
    match node.values:
        case [ast.FormattedValue(), ast.Constant(value=str() as suffix)] if re.fullmatch(
            r"\.[a-z_]+", suffix
        ):
            yield suffix


def _begins_with_a_family(node: ast.JoinedStr) -> bool:
    first = node.values[0]
    return isinstance(first, ast.Constant) and bool(re.match(r"[a-z_]+\.", str(first.value)))


def _pattern(node: ast.expr) -> re.Pattern[str]:
    if isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
        ]
        return re.compile("".join(parts))
    assert isinstance(node, ast.Constant)
    return re.compile(re.escape(str(node.value)))


def _uses(call: ast.Call, path: Path) -> Iterator[Use]:
    renderer = _name(call.func)
    if renderer not in _RENDERERS or not call.args:
        return
    for key in _keys(call.args[0]):
        literal = str(key.value) if isinstance(key, ast.Constant) else None
        named = frozenset(keyword.arg for keyword in call.keywords if keyword.arg is not None)
        yield Use(
            where=f"{path.relative_to(BOT.parent)}:{call.lineno}",
            renderer=renderer,
            pattern=_pattern(key),
            literal=literal,
            values=named | FACTS if renderer in _WITH_FACTS else named,
            all_values_named=_names_all_values(renderer, call),
        )


def _names_all_values(renderer: str, call: ast.Call) -> bool:
    return renderer not in _WITHOUT_VALUES and all(keyword.arg is not None for keyword in call.keywords)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _keys(argument: ast.expr) -> Iterator[ast.Constant | ast.JoinedStr]:
    match argument:
        case ast.IfExp(body=body, orelse=orelse):
            yield from _keys(body)
            yield from _keys(orelse)
        case ast.JoinedStr() if _begins_with_a_family(argument):
            yield argument
        case ast.Constant(value=str()):
            yield argument
