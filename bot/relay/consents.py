"""Which texts creators agree to, since when each is published, and what an older agreement allows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.models import Consent

OLD_HOLDS = 30 * 24 * 3600.0
"""Seconds for which an agreement holds after a newer text was published."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A version of what creators agree to, published at a time (epoch seconds).

    `text` is the key of the whole text, `change` that of one line which says what differs from the version
    before; the first one has none.
    """

    version: int
    published_at: float
    text: str
    change: str | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """A newer text that she is to agree to: until `due_at` (epoch seconds) the old agreement holds too."""

    newest: ConsentText
    due_at: float

    def is_due(self, now: float) -> bool:
        """Tell whether nothing starts any more without her agreement."""
        return now >= self.due_at


@dataclass(frozen=True, slots=True)
class Consents:
    """All versions, the oldest first."""

    versions: tuple[ConsentText, ...]

    def current(self, now: float) -> ConsentText:
        """Give the newest version that is published."""
        published = [each for each in self.versions if each.published_at <= now]
        return published[-1] if published else self.versions[0]

    def renewal_of(self, consent: Consent, now: float) -> Renewal | None:
        """Say which newer text somebody has to agree to; None where the agreement is to the newest."""
        newest = self.current(now)
        if consent.version >= newest.version:
            return None
        next_one = next(each for each in self.versions if each.version > consent.version)
        return Renewal(newest, next_one.published_at + OLD_HOLDS)

    def holds(self, consent: Consent, now: float) -> bool:
        """Tell whether something may start by this agreement."""
        renewal = self.renewal_of(consent, now)
        return renewal is None or not renewal.is_due(now)


CONSENTS = Consents((ConsentText(1, datetime(2026, 11, 1, tzinfo=UTC).timestamp(), "consent.text.1"),))
