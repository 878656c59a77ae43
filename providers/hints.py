"""What a provider says about where a code went, cut down to what may be shown.

Pure. It must not know any vendor. A hint is at most four digits or a masked address; all else is dropped.
"""

from __future__ import annotations

import re
from typing import Final

_MASKED: Final = re.compile(r"(?=[^@]*\*)[\w.+*-]{1,64}@[\w.*-]{1,128}", re.ASCII)
_DIGITS: Final = 4


def masked_address(value: object) -> str | None:
    """Give `value` if it is an e-mail address whose name is masked with asterisks."""
    return value if isinstance(value, str) and _MASKED.fullmatch(value) else None


def last_digits(value: object) -> str | None:
    """Give `value` after an ellipsis if it is at most four digits, as of the end of a phone number."""
    if not isinstance(value, str) or not value.isascii():
        return None
    return f"…{value}" if value.isdigit() and len(value) <= _DIGITS else None
