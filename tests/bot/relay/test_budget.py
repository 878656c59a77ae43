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
    budget = Budget.of(5.0, clock)
    urgent = sum(budget.take(urgent=True) for _ in range(100))
    rest = sum(budget.take(urgent=False) for _ in range(100))
    assert (urgent, rest) == (4, 1)
    clock.now = 0.25
    assert budget.take(urgent=True)
    assert not budget.take(urgent=True)


def test_what_is_urgent_does_not_starve_the_rest() -> None:
    clock = Clock()
    budget = Budget.of(5.0, clock)
    taken = 0
    for _ in range(100):
        clock.now += 0.1
        while budget.take(urgent=True):
            pass
        taken += budget.take(urgent=False)
    assert 9 <= taken <= 11


def test_what_is_not_urgent_leaves_half_to_what_is() -> None:
    budget = Budget.of(5.0, Clock())
    rest = sum(budget.take(urgent=False) for _ in range(100))
    urgent = sum(budget.take(urgent=True) for _ in range(100))
    assert (rest, urgent) == (3, 2)


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    clock = Clock()
    budget = Budget.of(5.0, clock)
    assert all(budget.take(urgent=True) for _ in range(4))
    clock.now = -100.0
    assert not budget.take(urgent=True)
