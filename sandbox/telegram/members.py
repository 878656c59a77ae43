"""What a person is in a group, and its ChatMember object. Knows no chat.

Wire format: https://core.telegram.org/bots/api#chatmember
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sandbox.telegram.accounts import Account
    from sandbox.telegram.formatting import Json

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
_RIGHTS = (
    "can_manage_chat", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info",
    "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages",
)  # fmt: skip
_SPEECH = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages",
)  # fmt: skip
_CHANGES = ("can_edit_tag", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics")


@dataclass(frozen=True, slots=True)
class Member:
    """An account's place in a group, and what administrators or restricted members have beside it.

    `can_delete`, `is_anonymous` and `title` count for administrators, `may_speak` and `is_inside` for
    restricted members; `until` is when a restriction or a ban ends, in epoch seconds, 0 for never.
    """

    account: Account
    status: Status = "left"
    can_delete: bool = True
    is_anonymous: bool = False
    title: str = ""
    may_speak: bool = True
    is_inside: bool = True
    until: int = 0

    @property
    def is_present(self) -> bool:
        """Whether the account is in the group."""
        inside = self.status == "restricted" and self.is_inside
        return inside or self.status in {"creator", "administrator", "member"}

    @property
    def can_speak(self) -> bool:
        """Whether the account may send messages to the group."""
        return self.is_present and (self.status != "restricted" or self.may_speak)

    @property
    def is_administrator(self) -> bool:
        """Whether the account administers the group; the creator does."""
        return self.status in {"creator", "administrator"}

    def to_json(self) -> Json:
        """Give the ChatMember object of this status."""
        extra: dict[Status, Json] = {
            "creator": {"is_anonymous": self.is_anonymous, **self._titled()},
            "administrator": {**self._rights(), **self._titled()},
            "restricted": self._permissions(),
            "kicked": {"until_date": self.until},
        }
        return {"status": self.status, "user": self.account.to_json(), **extra.get(self.status, {})}

    def _titled(self) -> Json:
        return {"custom_title": self.title} if self.title else {}

    def _permissions(self) -> Json:
        return {
            "is_member": self.is_inside,
            "until_date": self.until,
            **dict.fromkeys(_SPEECH, self.may_speak),
            **dict.fromkeys(_CHANGES, False),
        }

    def _rights(self) -> Json:
        return {
            "can_be_edited": False,
            "is_anonymous": self.is_anonymous,
            "can_delete_messages": self.can_delete,
            **dict.fromkeys(_RIGHTS, True),
        }
