"""The tables. A plain column holds a random id, a closed word, a time, a counter or a keyed hash.

Everything else is sealed. Times are seconds since the epoch. `sealed` is the row's sealed fields as one JSON
blob, `seal_version` counts its sealings. The name of a unique index is the name that `Conflict` carries.
"""

from storage.schema.columns import metadata
from storage.schema.logins import (
    ASIDE_BY_NOBODY,
    BY_PAGE,
    accounts,
    assignments,
    attempt_in,
    attempts,
    lifts,
    links,
    proxies,
)
from storage.schema.messages import (
    cards,
    outbox,
)
from storage.schema.people import (
    enrolments,
    invitations,
    managers,
    moves,
    people,
    teams,
)
from storage.schema.upkeep import (
    audit_entries,
    audit_heads,
    key,
    leases,
    seen_updates,
)

__all__ = [
    "ASIDE_BY_NOBODY",
    "BY_PAGE",
    "accounts",
    "assignments",
    "attempt_in",
    "attempts",
    "audit_entries",
    "audit_heads",
    "cards",
    "enrolments",
    "invitations",
    "key",
    "leases",
    "lifts",
    "links",
    "managers",
    "metadata",
    "moves",
    "outbox",
    "people",
    "proxies",
    "seen_updates",
    "teams",
]
