"""Brings the Bot API's specification, which lies beside the project and not in it, as a judge of traffic."""

from __future__ import annotations

import importlib.util
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.telegram import TelegramServer

SPECIFICATION = Path(__file__).parents[3] / "shared" / "telegram" / "botapi_spec.py"


def judge(server: TelegramServer) -> bool:
    """Let the specification judge every request and object; False, and no judgement, where it is absent."""
    if not SPECIFICATION.exists():
        print(f"{SPECIFICATION} is not there: nothing is judged")  # noqa: T201 - pytest shows it with the test
        return False
    server.record.judge_request = _specification().check
    server.record.judge_object = _specification().check_type
    return True


@cache
def _specification() -> Any:  # noqa: ANN401 - a module outside the project has no types
    loaded = importlib.util.spec_from_file_location("botapi_spec", SPECIFICATION)
    assert loaded is not None
    assert loaded.loader is not None
    module = importlib.util.module_from_spec(loaded)
    loaded.loader.exec_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its file to the garbage collector
        return module.Spec()
