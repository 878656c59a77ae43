"""The machine that makes stories up: who may do what next, drawn so that it is mostly the right one."""

from __future__ import annotations

from tests.model.rules_of_codes import Codes
from tests.model.rules_of_her_word import HerWord
from tests.model.rules_of_leaving import Leaving
from tests.model.rules_of_machines import Machines
from tests.model.rules_of_managers import Managers


class Machine(Managers, HerWord, Codes, Leaving, Machines):
    """Plays stories by all the rules."""
