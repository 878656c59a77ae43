"""Ids of rows, and the form under which two names count as one. Knows no database."""

from __future__ import annotations

import secrets
import unicodedata


def new_id() -> str:
    """Return a random id of 128 bits, 22 characters of `A-Za-z0-9_-`."""
    return secrets.token_urlsafe(16)


def skeleton(name: str) -> str:
    """Return what is left of a name when case, width and white space do not count."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())
