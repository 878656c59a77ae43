"""Two columns of text for a terminal of any width; pure. Knows no Telegram."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from sandbox.terminal.cells import padded, printable, width, wrap
from sandbox.terminal.words import Line, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable

NARROWEST: Final = 60
WIDEST: Final = 140
GUTTER: Final = " │ "
_COLOURS: Final = {Tone.BUTTONS: "36", Tone.ACTION: "2", Tone.HEADING: "1"}


class Side(Enum):
    """A column."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Columns:
    """A sheet of `across` cells; in `colour` it uses a terminal's escape sequences."""

    across: int = 80
    colour: bool = False

    @property
    def room(self) -> int:
        """Cells in one column."""
        return (min(max(self.across, NARROWEST), WIDEST) - len(GUTTER)) // 2

    def rows(self, side: Side, lines: Iterable[Line]) -> list[str]:
        """Set lines into one column, the other empty."""
        broken = [
            (row, line.tone) for line in lines for row in wrap(printable(line.text), self.room, line.hanging)
        ]
        if side is Side.RIGHT:
            return [f"{' ' * self.room}{GUTTER}{self._styled(row, tone)}".rstrip() for row, tone in broken]
        return [
            f"{self._styled(row, tone)}{padded('', self.room - width(row))}{GUTTER}".rstrip()
            for row, tone in broken
        ]

    def heads(self, left: str, right: str) -> list[str]:
        """Name the columns."""
        names = (self._styled(name, Tone.HEADING) for name in (padded(left, self.room), right))
        return [GUTTER.join(names), "─" * (self.room + 1) + "┼" + "─" * (self.room + 1)]

    def chapter(self, title: str) -> list[str]:
        """Begin a part of the story, across both columns."""
        across = 2 * self.room + len(GUTTER)
        ruled = f"── {title} "
        return [*self.gap(), self._styled(ruled + "─" * (across - width(ruled)), Tone.HEADING), *self.gap()]

    def gap(self) -> list[str]:
        """Leave a row free."""
        return [" " * self.room + GUTTER.rstrip()]

    def _styled(self, row: str, tone: Tone) -> str:
        code = _COLOURS.get(tone)
        return f"\x1b[{code}m{row}\x1b[0m" if self.colour and code and row else row
