"""The lives and limits of an attempt, in seconds and counts, by name.

Nothing in the configuration loosens them.
"""

from __future__ import annotations

from dataclasses import dataclass

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each thing lives and how often it may happen."""

    asked: float = 12 * HOUR
    whole_attempt: float = 40 * MINUTE
    starting: float = MINUTE
    working_without_news: float = 5 * MINUTE
    code: float = 10 * MINUTE
    code_with_password: float = 6 * MINUTE
    link: float = 20 * MINUTE
    after_submit: float = 3 * MINUTE
    recovering: float = MINUTE
    watched: float = 15 * MINUTE
    gates: int = 4
    wrong_codes: int = 3
    wrong_codes_a_day: int = 5
    wrong_codes_in_a_row: int = 20
    time_to_type: float = 2 * MINUTE
    stale_challenge: float = 20.0
    code_age: float = 120.0
    code_before_challenge: float = 5.0
    early_code: float = 10.0
    nothing_came: float = MINUTE
    after_unhappy_end: float = 5 * MINUTE
    late_code: float = HOUR
    page: float = 10 * MINUTE
    page_left_open: float = DAY
    step_ups_a_day: int = 2
    disconnects_a_day: int = 3
    account_questions_a_day: int = 6
    silence: float = 5 * MINUTE
    prompts_in_15_minutes: int = 3
    prompts_a_day: int = 6
    rest_after_one_refusal: float = 5 * MINUTE
    rest_after_two_refusals: float = 15 * MINUTE
    rest_after_more_refusals: float = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the driver asks a provider, in seconds."""

    first_minute: float = 2.2
    working: float = 3.0
    link: float = 5.0
    code: float = 30.0
    watch: float = 15.0
    waiting: float = MINUTE
    after_error: float = 5.0
    without_budget: float = 0.5


LIMITS = Limits()
PACE = Pace()
