"""Prints the story while it happens: the team on the left, Stella on the right. Changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from typing import TYPE_CHECKING, TextIO

from sandbox.terminal.columns import Columns, Side
from sandbox.terminal.words import Line, action, lines_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from sandbox.telegram import Person
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.world import World


def columns_for(out: TextIO) -> Columns:
    """Choose width and colour for where the story goes: plain where it is no terminal."""
    colour = out.isatty() and not os.environ.get("NO_COLOR")
    return Columns(shutil.get_terminal_size((80, 24)).columns, colour)


class Narrator:
    """Follows the events of a world, in the order in which they happen."""

    def __init__(self, world: World, right: Person, out: TextIO, columns: Columns) -> None:
        """Tell of `right` on the right and of everybody else on the left."""
        self._world = world
        self._right = right
        self._out = out
        self._columns = columns
        self._told = len(world.events)

    @contextlib.asynccontextmanager
    async def following(self) -> AsyncIterator[Narrator]:
        """Tell until the end of the block, and then what is left."""
        self._print(self._columns.heads("The team: group, Sam, Mia", f"{self._right.first_name}, in private"))
        following = asyncio.create_task(self._follow())
        try:
            yield self
        finally:
            following.cancel()
            await asyncio.wait([following])
            self._catch_up()

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        self._catch_up()
        self._print(self._columns.chapter(title))

    def aside(self, chat: Chat, text: str) -> None:
        """Tell what happens beside the chats."""
        self._catch_up()
        self._tell(chat, [action(text)])

    async def _follow(self) -> None:
        while True:
            await self._world.changes.until(lambda: len(self._world.events) > self._told, None)
            self._catch_up()

    def _catch_up(self) -> None:
        fresh = self._world.events[self._told :]
        self._told += len(fresh)
        for event in fresh:
            self._tell(event.chat, lines_of(event, self._right.private))

    def _tell(self, chat: Chat, lines: list[Line]) -> None:
        if lines:
            side = Side.RIGHT if chat is self._right.private else Side.LEFT
            self._print(self._columns.rows(side, lines))

    def _print(self, rows: Iterable[str]) -> None:
        self._out.write("".join(f"{row}\n" for row in rows))
        self._out.flush()
