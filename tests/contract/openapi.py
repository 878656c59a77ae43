"""Judges requests and answers by an OpenAPI file; pure but for reading the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = Path(__file__).resolve().parents[2].parent / "shared" / "providers"
"""The vendors' facts, which lie beside the project where it is developed and are no part of it."""


@dataclass(frozen=True, slots=True)
class Specification:
    """One OpenAPI document."""

    document: dict[str, Any]

    @classmethod
    def load(cls, name: str) -> Specification | None:
        """Read `name` of the facts; None where they are absent."""
        path = FACTS / name
        return cls(yaml.safe_load(path.read_text())) if path.exists() else None

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """Find the operation of a request."""
        for template, item in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in item:
                found: dict[str, Any] = item[method.lower()]
                return found
        return None

    def faults_of_request(self, method: str, path: str, body: object) -> Iterator[str]:
        """Give what is wrong with a request; where the schema is no guess, members beyond it are."""
        operation = self.operation(method, path)
        if operation is None:
            yield f"{method} {path} is not documented"
            return
        schema = _json_schema(operation.get("requestBody", {}))
        if schema is None:
            if body is not None:
                yield f"{method} {path} takes no body"
            return
        strict = (
            schema if operation.get("x-evidence") == "guess" else {**schema, "additionalProperties": False}
        )
        yield from self._faults(strict, body)

    def faults_of_answer(self, method: str, path: str, status: int, body: object) -> Iterator[str]:
        """Give what is wrong with an answer."""
        if status >= 400:
            yield from self._faults(self.document["components"]["schemas"]["Problem"], body)
            return
        answers = (self.operation(method, path) or {}).get("responses", {})
        schema = _json_schema(answers.get(str(status), answers.get("2XX", {})))
        if schema is not None:
            yield from self._faults(schema, body)

    def _faults(self, schema: dict[str, Any], value: object) -> Iterator[str]:
        whole = {**schema, "components": self.document.get("components", {})}
        for error in Draft202012Validator(whole).iter_errors(value):
            yield f"{error.json_path}: {error.message}"


def _json_schema(holder: dict[str, Any]) -> dict[str, Any] | None:
    media = holder.get("content", {}).get("application/json")
    return None if media is None else media["schema"]
