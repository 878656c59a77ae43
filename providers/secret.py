"""A value that must never be shown: one-time codes, passwords and keys travel in it."""

from __future__ import annotations

import hmac
from typing import Final, NoReturn, final


@final
class Secret:
    """Text that str, repr, format, pickle and copies do not show; `reveal` is the one way to it."""

    __slots__ = ("_value",)
    _value: Final[str]  # type: ignore[misc]  # assigned through object.__setattr__, for the instance is frozen

    def __init__(self, value: str) -> None:
        """Wrap `value`, which is not checked."""
        object.__setattr__(self, "_value", value)

    def reveal(self) -> str:
        """Give the value; call it only where the value leaves for the one who has to have it."""
        return self._value

    def __len__(self) -> int:
        """Tell the length, which may be logged."""
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    __hash__ = None  # type: ignore[assignment]  # a hash of a short code gives the code away

    def __repr__(self) -> str:
        """Show that there is something, and nothing of it."""
        return "Secret(…)"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a secret is frozen."""
        message = "a Secret cannot be changed"
        raise AttributeError(message)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        message = "a Secret cannot be pickled"
        raise TypeError(message)
