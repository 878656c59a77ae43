"""The limits that the operator may tighten, and never loosen: "prompts_a_day=4 wrong_codes_a_day=3".

It knows neither the environment nor who is protected by what.
"""

from __future__ import annotations

import math
from dataclasses import replace
from operator import ge, le
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bot.relay.limits import LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_COUNTS: Final = (
    "prompts_in_15_minutes",
    "prompts_a_day",
    "wrong_codes",
    "wrong_codes_a_day",
    "wrong_codes_in_a_row",
    "gates",
    "step_ups_a_day",
    "disconnects_a_day",
    "account_questions_a_day",
)
_RESTS: Final = ("rest_after_one_refusal", "rest_after_two_refusals", "rest_after_more_refusals")
_MAY_BE_NONE: Final = frozenset({"step_ups_a_day", "disconnects_a_day"})
_DIGITS: Final = 10
LONGEST_REST: Final = 86_400
"""Seconds; a rest that never ends would be another thing than a limit."""

TIGHTER: Final[Mapping[str, Callable[[float, float], bool]]] = MappingProxyType(
    dict.fromkeys(_COUNTS, le) | dict.fromkeys(_RESTS, ge)
)
"""What may be set, with how a value has to stand to the built-in one: fewer of counts, longer rests."""


def tightened(text: str) -> Limits:
    """Read limits that are as tight as the built-in ones, or tighter; ValueError names all that is wrong.

    Rests are in seconds.
    """
    changes: dict[str, Any] = {}
    wrong = []
    for word in text.replace(",", " ").split():
        name, _, value = word.partition("=")
        problem = _problem(name, value)
        if problem is not None:
            wrong.append(problem)
        elif name in changes:
            wrong.append(f"names {name} twice")
        else:
            changes[name] = int(value)
    if wrong:
        raise ValueError("; ".join(wrong))
    return replace(LIMITS, **changes)


def _problem(name: str, value: str) -> str | None:
    if name not in TIGHTER:
        return "names a limit that there is not"
    least, most = (1, LONGEST_REST) if name in _RESTS else (0 if name in _MAY_BE_NONE else 1, math.inf)
    is_number = value.isascii() and value.isdigit() and len(value) < _DIGITS
    if not is_number or not least <= int(value) <= most:
        return f"gives no usable number for {name}"
    built_in = getattr(LIMITS, name)
    if not TIGHTER[name](int(value), built_in):
        return f"would loosen {name}, which is {built_in:g}"
    return None
