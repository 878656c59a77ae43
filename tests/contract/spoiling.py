"""Spoils JSON one member at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = object()
"""Instead of a value: the member is missing."""


def spoilt(value: Any, instead: object) -> Iterator[Any]:  # noqa: ANN401 - JSON
    """Give `value` once for each of its members at any depth, with `instead` in that member's place."""
    if isinstance(value, dict):
        for name, member in value.items():
            rest = {other: kept for other, kept in value.items() if other != name}
            yield rest if instead is GONE else value | {name: instead}
            yield from (value | {name: worse} for worse in spoilt(member, instead))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            before, after = value[:place], value[place + 1 :]
            yield [*before, *after] if instead is GONE else [*before, instead, *after]
            yield from ([*before, worse, *after] for worse in spoilt(member, instead))
