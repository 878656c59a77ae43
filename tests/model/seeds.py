"""Faults that somebody could make in the product, each of which the machine has to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.model import seeds_of_codes, seeds_of_her_word, seeds_of_leaving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.model.sowing import Sow

SEEDS: Mapping[str, Sow] = {**seeds_of_codes.SEEDS, **seeds_of_her_word.SEEDS, **seeds_of_leaving.SEEDS}
