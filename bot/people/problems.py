"""What people ask for and cannot have, as one closed list; each entry has one text for who asked."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    """Why something was refused; the text's key is `problem.` and the value."""

    NOT_A_TEAM = "not_a_team"
    NOT_AN_OWNER = "not_an_owner"
    NOT_LISTED = "not_listed"
    MANAGERS_ONLY = "managers_only"
    LEFT_THE_GROUP = "left_the_group"
    UNSEEN = "unseen"
    TELEGRAM_AWAY = "telegram_away"
    NAME_LENGTH = "name_length"
    NAME_CHARACTERS = "name_characters"
    NAME_RESERVED = "name_reserved"
    NAME_TAKEN = "name_taken"
    NAME_UNKNOWN = "name_unknown"
    CANDIDATE_GONE = "candidate_gone"
    MANAGER_GONE = "manager_gone"
    INVITATION_DEAD = "invitation_dead"
    INVITATION_OWN = "invitation_own"
    ENROLLED = "enrolled"
    ACCOUNT_ID = "account_id"
    ACCOUNT_ASKED = "account_asked"
    ACCOUNT_NOT_LISTED = "account_not_listed"
    ACCOUNT_UNANSWERED = "account_unanswered"
    ACCOUNT_GONE = "account_gone"
    ACCOUNT_TAKEN = "account_taken"
    ACCOUNT_LINKED = "account_linked"
    ACCOUNT_NONE = "account_none"
    ACCOUNT_NOT_ASSIGNED = "account_not_assigned"
    NO_PAGE = "no_page"
    NO_PAGE_YET = "no_page_yet"
    NOTHING_TO_CONNECT = "nothing_to_connect"
    STEP_UP_NONE = "step_up_none"
    STEP_UP_OFF = "step_up_off"
    DISCONNECT_NONE = "disconnect_none"
    DISCONNECT_LIMIT = "disconnect_limit"
    DISCONNECT_UNSUPPORTED = "disconnect_unsupported"
    DISCONNECT_REFUSED = "disconnect_refused"
    DISCONNECT_REFUSED_HERS = "disconnect_refused_hers"
    DISCONNECT_FAILED = "disconnect_failed"
    ONE_TEAM = "one_team"
    TEAM_NUMBER = "team_number"
    PROXY_USAGE = "proxy_usage"
    PROXY_ADDRESS = "proxy_address"
    PROXY_PORT = "proxy_port"
    PROXY_LOGIN = "proxy_login"
    NOT_YOURS = "not_yours"
    CREATOR_UNREACHABLE = "creator_unreachable"
    CREATOR_BLOCKED = "creator_blocked"
    CREATOR_GONE = "creator_gone"
    NO_PRIVATE_CHAT = "no_private_chat"
    NO_CREATORS = "no_creators"
    NAME_CLOSEST = "name_closest"
    MANAGER_LINK_DEAD = "manager_link_dead"
    PLATFORM_UNKNOWN = "platform_unknown"
    WHICH_PROVIDER = "which_provider"
    LIST_FAILED = "list_failed"
    USAGE = "usage"
    GROUP_ONLY = "group_only"
    PRIVATE_ONLY = "private_only"
    NO_SUCH_COMMAND = "no_such_command"
    OLD_BUTTON = "old_button"
    ANONYMOUS = "anonymous"
    VIA_BOT = "via_bot"
    FORWARDED = "forwarded"
    EDITED = "edited"


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not a fault of the program
    """What was asked for is refused; `facts` are what the text names."""

    def __init__(self, problem: Problem, **facts: str) -> None:
        """Refuse because of `problem`."""
        super().__init__(problem.value)
        self.problem = problem
        self.facts = facts
