"""What nobody of them does: the provider answers, prompts arrive, time passes, the bot restarts."""

from __future__ import annotations

from hypothesis.stateful import precondition, rule

from tests.model import draws
from tests.model.draws import LASTING
from tests.model.playing import Playing
from tests.model.vendor import Says


class Machines(Playing):
    """Rules of a story."""

    @precondition(lambda self: self.story.world.vendor.held)
    @rule(says=draws.ANSWERS)
    def the_provider_answers(self, says: Says) -> None:
        held = self.story.world.vendor.held
        self._happens(self.story.vendor_answers(held[0], says))

    @precondition(lambda self: self.story.prompts_are_slow)
    @rule()
    def the_prompt_arrives(self) -> None:
        self._happens(self.story.prompt_arrives())

    @precondition(lambda self: self._in(*LASTING) is not None)
    @rule(seconds=draws.LONG)
    def the_provider_is_silent(self, seconds: float) -> None:
        self._happens(self.story.time_passes(seconds, Says.THROTTLED, Says.THROTTLED))

    @rule(seconds=draws.SECONDS, mood=draws.ANSWERS, afterwards=draws.ANSWERS)
    def time_passes(self, seconds: float, mood: Says, afterwards: Says) -> None:
        self._happens(self.story.time_passes(seconds, mood, afterwards))

    @precondition(lambda self: self.story.ledger.live is not None)
    @rule()
    def the_bot_restarts(self) -> None:
        self._happens(self.story.restarts())
