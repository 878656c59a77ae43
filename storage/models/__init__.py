"""What the repositories take and return: frozen values, opened and validated.

They know no SQL, and of the world outside only that ids of people and chats are Telegram's. Times are seconds
since the epoch, from the caller's clock. Each field says where it is kept: what is not marked *sealed* stands
in a plain column.
"""

from storage.models.logins import (
    OWN_PROXY,
    Account,
    Assignment,
    Attempt,
    AttemptView,
    ConnectLink,
    Lift,
    OwnProxy,
)
from storage.models.messages import (
    DELETION_LIFE,
    Card,
    OutboxEntry,
)
from storage.models.people import (
    Consent,
    Enrolment,
    Invitation,
    Manager,
    Move,
    Person,
    Team,
)
from storage.models.strict import (
    STRICT,
)
from storage.models.words import (
    CALLING,
    LIVE,
    MOVING,
    OVER,
    Action,
    AskMode,
    Audience,
    By,
    CallKind,
    Errand,
    InvitationState,
    ManagerState,
    MoveState,
    Purpose,
    State,
    Way,
    Why,
)

__all__ = [
    "CALLING",
    "DELETION_LIFE",
    "LIVE",
    "MOVING",
    "OVER",
    "OWN_PROXY",
    "STRICT",
    "Account",
    "Action",
    "AskMode",
    "Assignment",
    "Attempt",
    "AttemptView",
    "Audience",
    "By",
    "CallKind",
    "Card",
    "ConnectLink",
    "Consent",
    "Enrolment",
    "Errand",
    "Invitation",
    "InvitationState",
    "Lift",
    "Manager",
    "ManagerState",
    "Move",
    "MoveState",
    "OutboxEntry",
    "OwnProxy",
    "Person",
    "Purpose",
    "State",
    "Team",
    "Way",
    "Why",
]
