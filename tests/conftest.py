"""What every test has: nothing may leave this machine, and no code may turn up where none belongs."""

from __future__ import annotations

import ipaddress
import socket
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import structlog

from storage import migrate
from tests.harness.canary import Canary, look
from tests.harness.engines import sharing_compiled_statements

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

LONG = ("tests/scenarios/", "tests/faults/", "tests/dialogs/")


@pytest.fixture(scope="session")
def canaries() -> Canary:
    """Give the session's canary: worlds add their codes and places to it."""
    return Canary()


@pytest.fixture(autouse=True)
def no_code_is_where_none_belongs(canaries: Canary) -> Iterator[None]:
    """Look, after each test, through all that the test has left behind."""
    yield
    assert not canaries.found()


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite database without rows, to be copied: that is a hundred times faster."""
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    await migrate(f"sqlite:///{file}")
    return file


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that printed or logged a code, or raised an error that shows one."""
    report = yield
    canary = getattr(item, "funcargs", {}).get("canaries")
    if canary is None or call.when != "call" or not report.sections:
        return report
    shown = [(f"what the test shows as {name}", text.encode()) for name, text in report.sections]
    seen = [fault for place in shown for fault in look(place, canary.all_codes())]
    if seen and report.passed:
        report.outcome = "failed"
        report.longrepr = "\n".join(seen)
    return report


@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Iterator[None]:
    """Refuse every connection to another machine, so that tests are offline by construction."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - as the method it stands for
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            message = f"a test wanted to reach {address[0]}"
            raise AssertionError(message)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _authorities_are_read_once() -> Iterator[None]:
    """Spare each client of a test 20 ms: nobody on this machine shows a certificate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))
        yield


@pytest.fixture(autouse=True, scope="session")
def _statements_are_compiled_once() -> Iterator[None]:
    with sharing_compiled_statements():
        yield


@pytest.fixture(autouse=True, scope="session")
def _tracebacks_are_plain() -> Iterator[None]:
    """Spare each error that a test has logged 50 ms: structlog colours it and draws boxes, where it can."""
    before = structlog.get_config()
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*before["processors"][:-1], plain])
    yield
    structlog.configure(**before)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker ends with it while the other has nothing to do."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
