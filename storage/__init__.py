"""What outlives a restart, sealed, on SQLite or PostgreSQL; it knows neither the bot nor the vendors."""

from storage.errors import (
    AuditBroken,
    BadDatabaseUrl,
    Conflict,
    Contention,
    Rejected,
    SchemaMissing,
    SchemaTooNew,
    SealBroken,
    SecondProcess,
    StorageError,
    StorageRefused,
    StorageUnavailable,
    WrongKey,
)
from storage.identity import new_id, skeleton
from storage.migrating import migrate
from storage.models import (
    Account,
    AskMode,
    Attempt,
    AttemptView,
    Audience,
    CallKind,
    Card,
    Consent,
    Enrolment,
    Errand,
    Invitation,
    InvitationState,
    Manager,
    ManagerState,
    OutboxEntry,
    Person,
    Purpose,
    State,
    Team,
    Why,
)
from storage.recovery import reset, restored
from storage.repositories.attempts import Untold
from storage.repositories.leasing import Claimed
from storage.retention import Removed, retain
from storage.rotation import rotate
from storage.sealing import Keyring, generate_key
from storage.store import Store
from storage.unit import Unit

__all__ = [
    "Account",
    "AskMode",
    "Attempt",
    "AttemptView",
    "Audience",
    "AuditBroken",
    "BadDatabaseUrl",
    "CallKind",
    "Card",
    "Claimed",
    "Conflict",
    "Consent",
    "Contention",
    "Enrolment",
    "Errand",
    "Invitation",
    "InvitationState",
    "Keyring",
    "Manager",
    "ManagerState",
    "OutboxEntry",
    "Person",
    "Purpose",
    "Rejected",
    "Removed",
    "SchemaMissing",
    "SchemaTooNew",
    "SealBroken",
    "SecondProcess",
    "State",
    "StorageError",
    "StorageRefused",
    "StorageUnavailable",
    "Store",
    "Team",
    "Unit",
    "Untold",
    "Why",
    "WrongKey",
    "generate_key",
    "migrate",
    "new_id",
    "reset",
    "restored",
    "retain",
    "rotate",
    "skeleton",
]
