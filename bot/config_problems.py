"""What is wrong with the environment, and how it is told. It holds names and texts, and never a value."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAR: Final = 0.8
"""How alike a name has to be to one of ours to be worth a word (difflib's ratio)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A variable that cannot be used: what is wrong with it, and what to do."""

    variable: str
    wrong: str
    fix: str


class ConfigError(Exception):
    """The environment cannot be used. Its text lists every problem with its fix."""

    def __init__(self, problems: Iterable[Problem], hints: tuple[str, ...] = ()) -> None:
        """Take what is wrong, and which variables look like ours but are not read."""
        self.problems = tuple(problems)
        self.hints = hints
        lines = [f"  {each.variable} {each.wrong}\n      -> {each.fix}" for each in self.problems]
        count = len(lines)
        head = f"Codebell's configuration needs {count} {'correction' if count == 1 else 'corrections'}:"
        super().__init__("\n".join([head, *lines, *(f"  {hint}" for hint in hints)]))


def near_misses(given: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Name the given variables that nobody reads and that look like one of ours that is not given."""
    given, known = set(given), set(known)
    absent = sorted(known - given)
    likely = ((name, _meant(name, absent)) for name in sorted(given - known))
    return tuple(f"{name} is set but not read: did you mean {meant}?" for name, meant in likely if meant)


def _meant(name: str, absent: list[str]) -> str | None:
    ends_alike = (each for each in absent if "_" in name and each.endswith(f"_{name}"))
    close = difflib.get_close_matches(name.upper(), absent, n=1, cutoff=NEAR)
    return next(ends_alike, close[0] if close else None)
