"""Judges the traffic of the local Telegram by the Bot API's specification, where that stands beside the project."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.telegram.calls import Record

CHECKER = Path(__file__).parents[3] / "shared" / "telegram" / "botapi_spec.py"


def is_there() -> bool:
    """Tell whether the specification stands beside the project."""
    return CHECKER.is_file()


def judge(record: Record) -> None:
    """Have every request and every object judged from here on; without the specification nothing is."""
    if is_there():
        specification = _specification()
        record.judge_request = specification.check
        record.judge_object = specification.check_type


@cache
def _specification() -> Any:  # noqa: ANN401 - the module is loaded by its path and has no types
    spec = importlib.util.spec_from_file_location("botapi_spec", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Spec()
