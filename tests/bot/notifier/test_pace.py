"""Telegram's limits as waits."""

from __future__ import annotations

from itertools import pairwise

from bot.notifier.pace import MARGIN, Pace

HER_CHAT = 5_000_000_001
GROUP = -1_001_234


class Clock:
    """A clock that the test moves."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def send(pace: Pace, clock: Clock, chat: int, *, urgent: bool = True) -> float:
    """Send one message as soon as it is allowed; give when that was."""
    clock.now += pace.wait(chat, urgent=urgent)
    pace.note(chat)
    return clock.now


def test_a_chat_gets_one_message_a_second() -> None:
    clock = Clock()
    pace = Pace(clock)
    times = [send(pace, clock, HER_CHAT) for _ in range(5)]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))


def test_a_group_gets_twenty_messages_a_minute() -> None:
    clock = Clock()
    pace = Pace(clock)
    times = [send(pace, clock, GROUP) for _ in range(41)]
    assert times[20] - times[0] >= 60
    assert times[40] - times[20] >= 60


def test_all_chats_together_get_thirty_a_second() -> None:
    clock = Clock()
    pace = Pace(clock)
    times = [send(pace, clock, chat) for chat in range(1, 62)]
    assert times[30] - times[0] >= 1.0
    assert times[60] - times[30] >= 1.0


def test_decorations_leave_room_for_prompts() -> None:
    clock = Clock()
    pace = Pace(clock)
    for chat in range(1, 21):
        pace.note(-chat)
    assert pace.wait(-999, urgent=False) > 0
    assert pace.wait(HER_CHAT, urgent=True) == 0


def test_a_refusal_halts_its_chat_alone() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.halt(GROUP, 17)
    assert pace.wait(GROUP, urgent=False) == 17
    assert pace.wait(HER_CHAT, urgent=True) == 0


def test_what_is_idle_is_forgotten() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.note(HER_CHAT)
    clock.now += 61
    pace.forget_idle()
    assert pace.wait(HER_CHAT, urgent=True) == 0
    assert MARGIN < 1
