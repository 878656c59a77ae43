"""The budget of checks for a provider's key."""

from __future__ import annotations

from bot.relay.budget import Budget


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_no_more_calls_than_the_rate_leave_in_a_second() -> None:
    clock = Clock()
    budget = Budget(5.0, clock)
    assert sum(budget.take(urgent=True) for _ in range(100)) == 5
    clock.now = 0.2
    assert budget.take(urgent=True)
    assert not budget.take(urgent=True)


def test_what_is_not_urgent_leaves_half_to_what_is() -> None:
    budget = Budget(5.0, Clock())
    assert sum(budget.take(urgent=False) for _ in range(100)) == 2
    assert sum(budget.take(urgent=True) for _ in range(100)) == 3


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    clock = Clock()
    budget = Budget(5.0, clock)
    assert all(budget.take(urgent=True) for _ in range(5))
    clock.now = -100.0
    assert not budget.take(urgent=True)
