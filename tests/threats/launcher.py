"""Starts the bot as tests.harness.launcher does, with one seeded fault put into it before it is built.

    python -m tests.threats.launcher SEED SCALE [RATE BEGAN AHEAD]

SEED may be `nothing`. Its clock can be told at which line the process is to be killed.
"""

from __future__ import annotations

import asyncio
import sys

import pytest

from tests.harness.launcher import main
from tests.threats.killing import DeadlyClock
from tests.threats.seeds import SEEDS

if __name__ == "__main__":
    seed, scale, *numbers = sys.argv[1:]
    clock, patch = DeadlyClock(*(float(number) for number in numbers[:3])), pytest.MonkeyPatch()
    clock.watch(patch)
    SEEDS[seed](patch)
    sys.exit(asyncio.run(main(float(scale), clock)))
