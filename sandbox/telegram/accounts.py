"""Who can have a name on Telegram: the user object that people, bots and Telegram's own stand-ins share.

Knows no chat.
"""

from dataclasses import dataclass

from sandbox.telegram.formatting import Json


@dataclass(eq=False)
class Account:
    """A Telegram user as others see it; `hides_in_forwards`: forwards of theirs show a name alone."""

    id: int
    first_name: str
    username: str | None = None
    language: str | None = None
    is_bot: bool = False
    hides_in_forwards: bool = False

    def to_json(self) -> Json:
        """Give the User object; fields that the account does not have are absent."""
        optional = {"username": self.username, "language_code": self.language}
        known = {name: value for name, value in optional.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **known}


ANONYMOUS_ADMINISTRATOR = Account(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
CHANNEL_STAND_IN = Account(136817688, "Channel", "Channel_Bot", is_bot=True)
TELEGRAM = Account(777000, "Telegram")
