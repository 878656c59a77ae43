"""A served simulator with a clock that stands still, and a plain client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.onlyfansapi import Simulator, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class Clock:
    """Stands still until it is told to go on."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Give epoch seconds."""
        return self.now


@dataclass
class Client:
    """Speaks to the API with the right key."""

    http: httpx.AsyncClient
    simulator: Simulator
    clock: Clock = field(repr=False)

    async def call(self, method: str, path: str, status: int = 200, **body: Any) -> Any:  # noqa: ANN401 - JSON
        """Make a call that is answered with `status`, and give its JSON, None without any."""
        answer = await self.http.request(method, path, json=body or None)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def reauthenticate(self, name: str, status: int = 200) -> str:
        """Sign `acct_<name>` in again and give the attempt."""
        begun = await self.call("POST", f"/api/authenticate/acct_{name}/reauthenticate", status)
        return str(begun.get("polling_url")).rpartition("/")[2]

    async def poll(self, attempt: str, status: int = 200) -> Any:  # noqa: ANN401 - JSON
        """Poll an attempt."""
        return await self.call("GET", f"/api/authenticate/{attempt}", status)

    async def put(self, attempt: str, status: int = 200, **body: Any) -> Any:  # noqa: ANN401 - JSON
        """Answer an attempt's challenge."""
        return await self.call("PUT", f"/api/authenticate/{attempt}", status, **body)

    async def poll_after(self, seconds: float, attempt: str) -> Any:  # noqa: ANN401 - JSON
        """Poll an attempt some time later."""
        self.clock.now += seconds
        return await self.poll(attempt)

    async def accounts(self, **filters: str) -> dict[str, Any]:
        """List accounts by their ids."""
        answer = await self.http.get("/api/accounts", params=filters)
        return {row["id"]: row for row in answer.json()}


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Serve a fresh simulator."""
    simulated = Simulator(clock=Clock())
    async with serve(simulated):
        yield simulated


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[Client]:
    """Give a client with the right key."""
    headers = {"authorization": f"Bearer {simulator.key}"}
    async with httpx.AsyncClient(base_url=simulator.base_url, headers=headers, trust_env=False) as http:
        assert isinstance(simulator.clock, Clock)
        yield Client(http, simulator, simulator.clock)
