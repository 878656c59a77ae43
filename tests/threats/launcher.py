"""Starts the bot as tests.harness.launcher does, with one seeded fault put into it before it is built.

python -m tests.threats.launcher SEED SCALE [RATE BEGAN AHEAD]
"""

from __future__ import annotations

import asyncio
import sys

import pytest

from tests.harness.clock import SteppedClock
from tests.harness.launcher import main
from tests.threats.seeds import SEEDS

if __name__ == "__main__":
    seed, scale, *clock = sys.argv[1:]
    SEEDS[seed](pytest.MonkeyPatch())
    sys.exit(asyncio.run(main(float(scale), SteppedClock(*map(float, clock)))))
