"""Serves a simulator on a port of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.onlyfansapi.app import app
from sandbox.vendor.serving import serving

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from sandbox.onlyfansapi.simulator import Simulator


def serve(simulator: Simulator, port: int = 0) -> AbstractAsyncContextManager[str]:
    """Serve `simulator` on 127.0.0.1 and give its base URL, which it knows too; port 0 takes a free one."""
    return serving(simulator, app(simulator), port)
