"""The operator may tighten the limits that protect people, and never loosen one."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.relay import progress
from bot.relay.endings import Own
from bot.relay.limits import LIMITS
from bot.relay.tightening import TIGHTER, tightened
from storage.models import State
from tests.bot.relay.attempts import NOW, SMS, answered

words = st.tuples(
    st.sampled_from([*sorted(TIGHTER), *(field.name for field in fields(LIMITS))]), st.integers(-5, 10**6)
)


def test_what_is_named_gets_tighter_and_all_else_stays() -> None:
    limits = tightened("prompts_a_day=4, wrong_codes_a_day=3 rest_after_one_refusal=600")
    assert limits == replace(LIMITS, prompts_a_day=4, wrong_codes_a_day=3, rest_after_one_refusal=600)


def test_the_built_in_value_may_be_repeated_and_some_things_forbidden() -> None:
    assert tightened("prompts_a_day=6") == LIMITS
    assert tightened("step_ups_a_day=0").step_ups_a_day == 0


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("prompts_a_day=7", "would loosen prompts_a_day, which is 6"),
        ("rest_after_one_refusal=60", "would loosen rest_after_one_refusal, which is 300"),
        ("prompts_a_day=0", "gives no usable number for prompts_a_day"),
        ("prompts_a_day", "gives no usable number for prompts_a_day"),
        ("prompts_a_day=-1", "gives no usable number for prompts_a_day"),
        ("gates=1e1", "gives no usable number for gates"),
        ("rest_after_one_refusal=" + "9" * 5000, "gives no usable number for rest_after_one_refusal"),
        ("prompts_a_day=4 prompts_a_day=5", "names prompts_a_day twice"),
        ("whole_attempt=60", "names a limit that there is not"),
    ],
)
def test_what_cannot_be_used_is_named(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=f"^{wrong}$"):
        tightened(text)


def test_all_that_is_wrong_is_told_at_once_and_nothing_of_it_repeated() -> None:
    with pytest.raises(ValueError, match="; ") as refused:
        tightened("canary=1 prompts_a_day=700 gates=canary")
    assert str(refused.value).count(";") == 2
    assert "canary" not in str(refused.value)
    assert "700" not in str(refused.value)


@given(st.lists(words, max_size=6))
def test_no_text_loosens_anything(chosen: list[tuple[str, int]]) -> None:
    try:
        limits = tightened(" ".join(f"{name}={value}" for name, value in chosen))
    except ValueError:
        return
    for name, value in asdict(limits).items():
        built_in = getattr(LIMITS, name)
        assert value == built_in or TIGHTER[name](value, built_in)


def test_tighter_limits_are_what_an_attempt_is_judged_by() -> None:
    tight = tightened("wrong_codes=1 gates=1")
    rejected = replace(SMS, challenge="sms-2", rejected=True)
    judged = progress.advance(answered(), rejected, NOW, None, fresh=True, limits=tight)
    assert judged is not None
    assert (judged.state, judged.ending) == (State.FAILED, Own.TOO_MANY_CODES)
