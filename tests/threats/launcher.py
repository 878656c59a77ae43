"""Starts the bot as tests.harness.launcher does, with one seeded fault put into it before it is built.

    python -m tests.threats.launcher SEED SCALE [RATE BEGAN AHEAD]

SEED may be `nothing`. It can be told at which line the process is to be killed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.harness import launcher
from tests.threats import killing
from tests.threats.seeds import SEEDS

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run the bot with the arguments of the command line; give its exit code."""
    seed, *others = arguments
    patch = pytest.MonkeyPatch()
    killing.watch(patch)
    SEEDS[seed](patch)
    return launcher.run(others)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
