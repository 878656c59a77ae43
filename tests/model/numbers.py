"""The state table and the limits, said anew and without the product's own words for them."""

from __future__ import annotations

from typing import Final

from storage.models import State

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
SLACK: Final = 60.0

STOPS: Final = {State.DECLINED, State.CANCELLED, State.EXPIRED, State.FAILED}
OVER: Final = STOPS | {State.CONNECTED}
OUTCOMES: Final = {State.WORKING, State.CODE_NEEDED, State.LINK_NEEDED} | OVER
CHALLENGES: Final = {State.CODE_NEEDED, State.LINK_NEEDED}
TABLE: Final[dict[State, set[State]]] = {
    State.ASKED: STOPS | {State.STARTING},
    State.STARTING: OUTCOMES | {State.UNSURE},
    State.WORKING: OUTCOMES | {State.SUBMITTING},
    State.CODE_NEEDED: OUTCOMES | {State.SUBMITTING},
    State.LINK_NEEDED: OUTCOMES | {State.SUBMITTING},
    State.SUBMITTING: OUTCOMES | {State.UNSURE},
    State.UNSURE: OUTCOMES,
}
LIVES: Final = {
    State.ASKED: 12 * HOUR,
    State.STARTING: MINUTE,
    State.WORKING: 5 * MINUTE,
    State.CODE_NEEDED: 10 * MINUTE,
    State.LINK_NEEDED: 20 * MINUTE,
    State.SUBMITTING: 3 * MINUTE,
    State.UNSURE: 3 * MINUTE,
}
LIVE: Final = LIVES.keys() - {State.ASKED}
WHOLE: Final = 43 * MINUTE
"""The whole attempt's 40 minutes, and the 3 that the provider has for an answer of hers."""
WATCHED: Final = 15 * MINUTE

GATES: Final = 4
WRONG_CODES: Final = 3
WRONG_CODES_A_DAY: Final = 5
WRONG_CODES_IN_A_ROW: Final = 20
STEP_UPS_A_DAY: Final = 2

PROMPTS: Final = ((3, 15 * MINUTE), (6, DAY))
"""So many prompts in so many seconds."""
RESTS: Final = (0.0, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE)
"""Seconds for which she is left alone after so many refusals in a row, and after more."""
SILENCE: Final = 5 * MINUTE
"""Seconds after which a prompt that she has not answered is refused, whether it is open still or not."""
HER_ENDINGS: Final = {"blocked", "left", "paused", "started_over"}
"""How what is open ends by a word of hers."""
AFTER_A_DECLINE: Final = 5 * MINUTE
SLIP: Final = 5 * MINUTE
LIFTED_AFTER: Final = 10 * MINUTE
LIFTED_AFTER_A_MOVE: Final = 72 * HOUR
MOVED_AFTER: Final = DAY
FORGOTTEN_AFTER: Final = 10 * MINUTE

EARLY: Final = 10.0
AGE: Final = 120.0
BEFORE_CHALLENGE: Final = 5.0
