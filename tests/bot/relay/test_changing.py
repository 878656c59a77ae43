"""The one door to an attempt's row: what the state table does not have is not written."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot
from bot.relay.changing import ImpossibleChangeError, change
from bot.relay.states import may_follow
from storage.models import State
from tests.bot.relay.attempts import an_attempt

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart

BOT = Path(next(iter(bot.__path__)))
DOOR = BOT / "relay" / "changing.py"
IMPOSSIBLE = [pair for pair in product(State, State) if not may_follow(*pair)]


class Untouchable:
    """A unit that nothing may be done with."""


@pytest.mark.parametrize(("before", "after"), IMPOSSIBLE)
async def test_what_the_table_does_not_have_is_refused_before_anything_is_written(
    before: State, after: State
) -> None:
    was = an_attempt(before)
    with pytest.raises(ImpossibleChangeError, match=f"from {before} to {after}"):
        await change(Untouchable(), was, replace(was, state=after))  # type: ignore[arg-type]  # it is not touched


async def test_what_the_table_has_is_written_once(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING)
    after = replace(attempt, state=State.CANCELLED)
    async with heart.store.write() as unit:
        assert await change(unit, attempt, after) is not None
        assert await change(unit, attempt, after) is None


def test_nothing_in_the_bot_changes_an_attempt_past_the_table() -> None:
    calls = [
        f"{path.relative_to(BOT)}:{node.lineno}"
        for path in sorted(BOT.rglob("*.py"))
        if path != DOOR
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "change" and _is_attempts(node.value)
    ]
    assert calls == []


def _is_attempts(node: ast.expr) -> bool:
    return ast.unparse(node).endswith("attempts")
