"""How far Telegram may forget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.web.window import SHOWN_BY_TELEGRAM, Window


def test_nothing_is_asked_for_before_anything_has_come() -> None:
    assert Window().offset is None


def test_the_offset_stays_at_what_is_not_done() -> None:
    window = Window()
    assert window.admit([12, 10, 11]) == [10, 11, 12]
    window.finish(11)
    assert window.offset == 10
    window.finish(10)
    assert window.offset == 12
    window.finish(12)
    assert window.offset == 13
    assert window.is_idle


def test_what_is_shown_again_is_not_fresh() -> None:
    window = Window()
    window.admit([10, 11])
    window.finish(11)
    assert window.admit([10, 11, 12]) == [12]


def test_ids_that_begin_anew_after_an_idle_week_are_taken() -> None:
    window = Window()
    window.admit([900])
    window.finish(900)
    assert window.admit([5]) == [5]
    window.finish(5)
    assert window.offset == 6


def test_an_update_hides_others_when_it_holds_a_full_page_of_done_ones() -> None:
    window = Window()
    window.admit(range(1, SHOWN_BY_TELEGRAM + 1))
    for number in range(2, SHOWN_BY_TELEGRAM):
        window.finish(number)
    assert window.hides_others(1)
    assert not window.hides_others(SHOWN_BY_TELEGRAM)


def test_an_update_hides_nobody_while_there_is_room_or_nothing_gets_done() -> None:
    window = Window()
    window.admit(range(1, SHOWN_BY_TELEGRAM))
    for number in range(2, SHOWN_BY_TELEGRAM):
        window.finish(number)
    assert not window.hides_others(1)
    stuck = Window()
    stuck.admit(range(1, SHOWN_BY_TELEGRAM + 1))
    assert not stuck.hides_others(1)


@given(st.lists(st.booleans(), max_size=300), st.randoms(use_true_random=False))
def test_no_update_is_confirmed_before_it_is_done_and_none_is_begun_twice(
    moves: list[bool], random: object
) -> None:
    choose = random.choice  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    window, waiting, begun, done, next_id = Window(), [], [], set[int](), 1
    for comes in moves:
        if comes:
            waiting.append(next_id)
            next_id += choose([1, 1, 1, 7])
        shown = [each for each in waiting if each >= (window.offset or 0)][:SHOWN_BY_TELEGRAM]
        assert all(each in done for each in waiting if each < (window.offset or 0))
        begun += window.admit(shown)
        open_ones = [each for each in begun if each not in done]
        if open_ones and not comes:
            done.add(finished := choose(open_ones))
            window.finish(finished)
    assert len(begun) == len(set(begun))
    assert len(window._done) <= SHOWN_BY_TELEGRAM  # noqa: SLF001 - the memory it takes has no other face
