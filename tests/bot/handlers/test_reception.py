"""Strangers: answered once a minute each, and never so many that it costs memory."""

from __future__ import annotations

from bot.handlers.reception import ALL_IN_A_MINUTE, Reception

NOW = 1_800_000_000.0


def test_a_stranger_is_answered_once_a_minute() -> None:
    reception = Reception()
    assert reception.admits(1, NOW)
    assert not reception.admits(1, NOW + 59)
    assert reception.admits(1, NOW + 60)


def test_one_stranger_does_not_silence_another() -> None:
    reception = Reception()
    assert reception.admits(1, NOW)
    assert reception.admits(2, NOW)


def test_a_flood_of_strangers_is_answered_up_to_a_number_and_then_not() -> None:
    reception = Reception()
    answered = sum(reception.admits(stranger, NOW) for stranger in range(10_000))
    assert answered == ALL_IN_A_MINUTE
    assert reception.admits(10_001, NOW + 61)
