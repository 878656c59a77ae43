"""What a person is in a group, and its ChatMember object. Knows no chat.

Wire format: https://core.telegram.org/bots/api#chatmember
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sandbox.telegram.accounts import Account
    from sandbox.telegram.formatting import Json

Status = Literal["creator", "administrator", "member", "left", "kicked"]
_RIGHTS = (
    "can_manage_chat", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info",
    "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """An account's place in a group; the two flags count for administrators only."""

    account: Account
    status: Status = "left"
    can_delete: bool = True
    is_anonymous: bool = False

    @property
    def is_present(self) -> bool:
        """Whether the account is in the group."""
        return self.status in {"creator", "administrator", "member"}

    @property
    def is_administrator(self) -> bool:
        """Whether the account administers the group; the creator does."""
        return self.status in {"creator", "administrator"}

    def to_json(self) -> Json:
        """Give the ChatMember object of this status."""
        member: Json = {"status": self.status, "user": self.account.to_json()}
        if self.status == "creator":
            return {**member, "is_anonymous": self.is_anonymous}
        if self.status == "kicked":
            return {**member, "until_date": 0}
        return {**member, **self._rights()} if self.status == "administrator" else member

    def _rights(self) -> Json:
        return {
            "can_be_edited": False,
            "is_anonymous": self.is_anonymous,
            "can_delete_messages": self.can_delete,
            **dict.fromkeys(_RIGHTS, True),
        }
