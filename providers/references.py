"""The reference by which a login of ours is found in a vendor's list: the last word of the account's name.

What else stands in a name was chosen by people and means nothing. It must not know any vendor.
"""

from __future__ import annotations

import re
from typing import Final

PREFIX: Final = "cb-"
LENGTH: Final = 12
"""Characters of the login's random id: 72 bits."""

_OURS: Final = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{{LENGTH}}}", re.ASCII)


def reference_of(login_id: str) -> str:
    """Give the reference of the login with this random id."""
    return PREFIX + login_id[:LENGTH]


def is_named_after(name: str, reference: str) -> bool:
    """Tell whether the account called `name` was connected by the login with `reference`."""
    return bool(reference) and _last_word(name) == reference


def is_ours(name: str) -> bool:
    """Tell whether the account called `name` was connected by some login of ours."""
    return _OURS.fullmatch(_last_word(name)) is not None


def _last_word(name: str) -> str:
    return next(reversed(name.split()), "")
