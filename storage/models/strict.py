"""How strictly the values are checked; what was refused is shown nowhere."""

from __future__ import annotations

from pydantic import ConfigDict

STRICT = ConfigDict(hide_input_in_errors=True, extra="forbid")
