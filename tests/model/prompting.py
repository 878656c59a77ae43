"""When she may be asked: how often, after what she refused, and after what she chose."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.models import Purpose, State
from tests.model.numbers import AFTER_A_DECLINE, HER_ENDINGS, PROMPTS, RESTS, SILENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Attempt


@dataclass(slots=True)
class Prompting:
    """What she was asked by managers in a story, and what she made of it."""

    clock: Callable[[], float]
    promise: Callable[[str, bool], None]
    prompted: dict[str, float] = field(default_factory=dict)
    put_off: dict[str, tuple[float, float]] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)
    declined_at: float = -math.inf
    is_her_act: bool = False
    _refused: list[float] = field(default_factory=list)
    _silent_at: dict[str, float] = field(default_factory=dict)
    _last_success: float = -math.inf

    def message(self, attempt: Attempt) -> None:
        """Judge a message by which she is asked something; what she began herself is never limited."""
        if attempt.manager_id is None or attempt.id in self.prompted.keys() | self.agreed:
            return
        now = self.clock()
        self.prompted[attempt.id] = now
        self._silent_at[attempt.id] = now + SILENCE
        counted = [at for at in self.prompted.values() if at > self._last_success]
        for most, seconds in PROMPTS:
            few = sum(at > now - seconds for at in counted) <= most
            self.promise(f"at most {most} prompts in {seconds / 60:.0f} minutes", few)
        self._is_welcome(now, self.started.get(attempt.id, now))

    def _is_welcome(self, now: float, begun: float) -> None:
        """Judge what was `begun` then, perhaps before she said that she wants to be left alone."""
        refused = sorted([*self._refused, *(at for at in self._silent_at.values() if at <= now)])
        newest = refused[-1] if refused else math.inf
        rested = now >= newest + RESTS[min(len(refused), len(RESTS) - 1)]
        self.promise("she rests after a refusal", begun < newest or rested)
        chosen = [until for said, until in self.put_off.values() if said < begun]
        self.promise("nobody else asks before the time that she chose", now >= max(chosen, default=now))

    def offered(self, attempt: Attempt) -> None:
        """Judge a question whether she wants a login."""
        now = self.clock()
        if attempt.id in self.put_off and attempt.manager_id is not None:
            self._silent_at[attempt.id] = now + SILENCE
        _, chosen = self.put_off.pop(attempt.id, (now, now))
        self.promise("she is left alone until when she said", now >= chosen)
        calm = attempt.created_at > self.declined_at or now >= self.declined_at + AFTER_A_DECLINE
        self.promise("a decline causes no prompt", calm or attempt.purpose is Purpose.STEP_UP)

    def begins(self, attempt: Attempt) -> None:
        """Note a start; one that she wanted herself ends her rest."""
        self.started[attempt.id] = self.clock()
        self.put_off.pop(attempt.id, None)
        if self.is_her_act:
            self.agreed.add(attempt.id)
            self._silent_at.pop(attempt.id, None)
            self._forgives()

    def answers(self, attempt: Attempt) -> None:
        """Note that what she gave is handed over."""
        self._silent_at.pop(attempt.id, None)

    def ends(self, attempt: Attempt) -> None:
        """Note an end: a success forgives all, silence is a refusal."""
        self.put_off.pop(attempt.id, None)
        now = self.clock()
        silent_at = self._silent_at.pop(attempt.id, math.inf)
        if attempt.state is State.CONNECTED:
            self._last_success = now
            self._forgives()
        elif self._is_silence(attempt, silent_at):
            self._refused.append(now)

    def _is_silence(self, ended: Attempt, silent_at: float) -> bool:
        """Tell whether what ends was not answered: for long, or until there was no more time for it."""
        if ended.state is State.DECLINED or ended.ending in HER_ENDINGS:
            return False
        return silent_at <= self.clock() or (ended.state is State.EXPIRED and silent_at < math.inf)

    def _forgives(self) -> None:
        """Forget what she refused until now, and what she has left open for too long by now."""
        now = self.clock()
        self._refused.clear()
        self._silent_at = {of: at for of, at in self._silent_at.items() if at > now}

    def chooses(self, attempt: Attempt, seconds: float) -> None:
        """Note that she wants to be asked about it later."""
        self.put_off[attempt.id] = (self.clock(), self.clock() + seconds)
        self._silent_at.pop(attempt.id, None)

    def declines(self, attempt: Attempt) -> None:
        """Note that she refuses what is open."""
        self.declined_at = self.clock()
        if attempt.manager_id is not None:
            self._refused.append(self.declined_at)
