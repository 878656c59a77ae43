"""Whether a code was for exactly the challenge that it is submitted to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.relay.asks import read_ask
from storage.models import State
from tests.model.numbers import EARLY

if TYPE_CHECKING:
    from storage.models import Attempt
    from tests.model.vendor import Made
    from tests.model.writing import Typed

Promise = Callable[[str, bool], None]


def is_bound(promise: Promise, act: Typed, made: Made, row: Attempt, opened: float) -> None:
    """Judge a code that `act` has brought, and that is submitted to a challenge which was `opened` then."""
    then = act.open
    promise("a code goes to the attempt that was open", then is not None and then.id == row.id)
    if then is None or then.id != row.id:
        return
    if then.state is State.CODE_NEEDED:
        step = read_ask(then.ask)
        same = then.challenge == row.challenge and step is not None and step.challenge == made.challenge
        promise("a code goes to the challenge that was open", same)
        promise("a code comes in time", act.handled_at < then.answer_by)
        promise("a code is younger than its prompt", act.is_younger(opened))
    else:
        soon = act.handled_at <= opened <= act.handled_at + EARLY
        before = then.state in {State.STARTING, State.WORKING} and row.challenge == then.challenge + 1
        promise("an early code goes to the next challenge, soon", soon and before)
