"""The parameters of one call as they came over the wire: strings of a form, or values of a JSON body.

Knows no method.

Wire format: https://core.telegram.org/bots/api#making-requests
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.telegram.errors import refuse
from sandbox.telegram.formatting import Json


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of a multipart body, or one that Telegram knows already, whose content is unknown here."""

    name: str
    content_type: str
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Params:
    """Named values and files; what a method does not ask for is ignored, as Telegram does."""

    values: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, UploadedFile] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a parameter as text; empty if absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Give a parameter as a number; what is none counts as 0, as on Telegram."""
        text = self.text(name).strip()
        if not text:
            return default
        return int(text) if text.lstrip("-").isdigit() else 0

    def flag(self, name: str) -> bool:
        """Give a parameter as a boolean."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def document(self, name: str, called: str | None = None) -> object:
        """Give a parameter that is JSON, parsed; None if absent; raises ApiError if it is not JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            refuse(f"can't parse {called or name} JSON object")

    def mapping(self, name: str, called: str) -> Json | None:
        """Give a parameter that is a JSON object; raises ApiError if it is something else."""
        value = self.document(name, called)
        if value is not None and not isinstance(value, dict):
            refuse(f"object expected as {called}")
        return value

    def array(self, name: str, called: str) -> list[object] | None:
        """Give a parameter that is a JSON array; raises ApiError if it is something else."""
        value = self.document(name)
        if value is not None and not isinstance(value, list):
            refuse(f"expected an Array of {called}")
        return value
