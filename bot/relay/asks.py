"""How the open challenge is written into an attempt's row, and read from it. It holds no code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic import TypeAdapter

from providers.steps import CodeNeeded, LinkNeeded  # noqa: TC001 - pydantic reads the fields' types


class Again(StrEnum):
    """Why she is asked once more for what she was asked before, where the provider does not say it.

    Of what is presumed wrong she is told as of what was refused.
    """

    NO = "no"
    UNSURE = "unsure"
    NOT_SENT = "not_sent"
    RESENT = "resent"
    NOT_RESENT = "not_resent"
    PRESUMED_WRONG = "presumed_wrong"


@dataclass(frozen=True, slots=True)
class Ask:
    """The step that asks her for something, and until when (epoch seconds).

    The step's `resume` is empty here, for it has a column of its own.
    """

    step: CodeNeeded | LinkNeeded
    until: float
    again: Again = Again.NO


_ASKS = TypeAdapter(Ask)


def write_ask(step: CodeNeeded | LinkNeeded, until: float, again: Again = Again.NO) -> str:
    """Give the text for the row."""
    return _ASKS.dump_json(Ask(replace(step, resume=""), until, again)).decode()


def read_whole_ask(text: str | None) -> Ask | None:
    """Read what `write_ask` wrote."""
    return None if text is None else _ASKS.validate_json(text)


def read_ask(text: str | None) -> CodeNeeded | LinkNeeded | None:
    """Read the step alone."""
    ask = read_whole_ask(text)
    return None if ask is None else ask.step
