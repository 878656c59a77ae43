"""The authorities whose certificates a process trusts, read once: reading them takes 20 ms of its loop.

It knows no address.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import ssl


@cache
def trusted_authorities() -> ssl.SSLContext:
    """Give what every client of this process checks certificates with, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)
