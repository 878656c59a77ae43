"""By which channels a vendor has had codes, so that it gathers no others by them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from providers.steps import Channel, CodeNeeded
from storage.models import CallKind, State
from tests.model.vendor import Says

if TYPE_CHECKING:
    from collections.abc import Callable

    from providers.steps import LinkNeeded
    from storage.models import Attempt
    from tests.model.vendor import Made

GOES_ON = {Says.CODE, Says.UNSENT, Says.LINK}
"""What a vendor says that has taken a code and wants something else."""


@dataclass(slots=True)
class Channels:
    """The channels whose code the vendor has accepted, by attempt."""

    promise: Callable[[str, bool], None]
    _accepted: defaultdict[str, set[Channel]] = field(default_factory=lambda: defaultdict(set))

    def answered(self, row: Attempt, made: Made, says: Says, asked: CodeNeeded | LinkNeeded | None) -> None:
        """Note what is about to be answered to a call for a challenge, if somebody waits for it still."""
        waits = row.state is State.SUBMITTING and row.call is CallKind.CODE and row.resume == made.resume
        if not waits or says not in GOES_ON or not isinstance(asked, CodeNeeded):
            return
        if asked.channel is not Channel.UNKNOWN:
            self._accepted[row.id].add(asked.channel)

    def asked(self, row: Attempt, step: CodeNeeded | LinkNeeded) -> None:
        """Judge a challenge that is put before her."""
        again = isinstance(step, CodeNeeded) and step.channel in self._accepted[row.id]
        self.promise("a channel whose code was accepted is not asked again", not again)
