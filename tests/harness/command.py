"""`python -m bot` for a process that is forked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run one subcommand and give its exit code."""
    return main(arguments)
