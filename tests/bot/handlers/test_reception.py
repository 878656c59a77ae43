"""Strangers: answered once a minute for each kind of answer, and never so many that it costs memory."""

from __future__ import annotations

from bot.handlers.reception import ALL_IN_A_MINUTE, Reception

NOW = 1_800_000_000.0
HELLO, ID = "start.stranger", "id.text"


def test_a_stranger_is_given_each_answer_once_a_minute() -> None:
    reception = Reception()
    assert reception.admits(1, HELLO, NOW)
    assert not reception.admits(1, HELLO, NOW + 59)
    assert reception.admits(1, HELLO, NOW + 60)


def test_one_answer_does_not_stand_in_the_way_of_another() -> None:
    reception = Reception()
    assert reception.admits(1, HELLO, NOW)
    assert reception.admits(1, ID, NOW)


def test_one_stranger_does_not_silence_another() -> None:
    reception = Reception()
    assert reception.admits(1, HELLO, NOW)
    assert reception.admits(2, HELLO, NOW)


def test_a_flood_of_strangers_is_answered_up_to_a_number_and_then_not() -> None:
    reception = Reception()
    answered = sum(reception.admits(stranger, HELLO, NOW) for stranger in range(10_000))
    assert answered == ALL_IN_A_MINUTE
    assert reception.admits(10_001, HELLO, NOW + 61)
