"""Tasks that wait for the story and for nothing else, so that all has been done once only these are left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Task = asyncio.Task[Any]


@dataclass(slots=True)
class Resting:
    """Which task waits for what; a key is what the story wakes it by."""

    _waits: dict[object, tuple[Task | None, asyncio.Future[Any]]] = field(default_factory=dict)

    async def until_woken(self, key: object) -> Any:  # noqa: ANN401 - whatever the story wakes it with
        """Wait for the story."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waits[key] = (asyncio.current_task(), future)
        try:
            return await future
        finally:
            self._waits.pop(key, None)

    def wake(self, key: object, value: object = None) -> None:
        """Let the task of this key go on; one that was cancelled meanwhile does not."""
        _, future = self._waits.pop(key, (None, None))
        if future is not None and not future.done():
            future.set_result(value)

    async def quiet(self, tasks: Iterable[Task]) -> None:
        """Wait until each of the tasks is done or waits for the story."""
        watched = tuple(tasks)
        while any(  # noqa: ASYNC110 - there is no event for a loop that has run dry
            not task.done() and task not in self._tasks() for task in watched
        ):
            await asyncio.sleep(0)  # each turn of the loop does what can be done, until nothing can

    def _tasks(self) -> list[Task | None]:
        return [task for task, _ in self._waits.values()]
