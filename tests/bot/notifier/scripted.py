"""A Telegram that answers as a test has written: it stands behind the library, where the network would be."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest

from tests.bot.relay.scripted import SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram.request import RequestData

OK = 200


@dataclass(frozen=True)
class Call:
    """What was asked of Telegram."""

    method: str
    chat_id: int
    message_id: int | None
    text: str


@dataclass(frozen=True)
class Refusal:
    """An error as Telegram answers it."""

    status: int
    description: str
    retry_after: int | None = None

    def answer(self) -> tuple[int, bytes]:
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return self.status, json.dumps(body).encode()


def never_left() -> NetworkError:
    """Give the library's error for a connection that could not be made."""
    error = NetworkError("httpx.ConnectError")
    error.__cause__ = httpx.ConnectError("refused")
    return error


def cut_off() -> TimedOut:
    """Give the library's error for an answer that did not come."""
    return TimedOut()


class ScriptedTelegram(BaseRequest):
    """Does what it is asked, but for the next calls to a chat for which a test wants something else."""

    def __init__(self) -> None:
        """Begin with nothing done and nothing refused."""
        self.done: list[Call] = []
        self.tried: list[Call] = []
        self._faults: defaultdict[int, deque[Refusal | Exception]] = defaultdict(deque)
        self._event = asyncio.Event()

    def fails(self, chat_id: int, *faults: Refusal | Exception) -> None:
        self._faults[chat_id].extend(faults)

    def sent_to(self, chat_id: int) -> list[str]:
        """Give the texts that were sent to a chat."""
        return [call.text for call in self.done if (call.method, call.chat_id) == ("sendMessage", chat_id)]

    def edited_in(self, chat_id: int) -> list[str]:
        return [
            call.text for call in self.done if (call.method, call.chat_id) == ("editMessageText", chat_id)
        ]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for a call after which `holds` holds."""
        async with asyncio.timeout(SECONDS):
            while not holds():
                await self._event.wait()
                self._event.clear()

    @property
    def read_timeout(self) -> float:
        return SECONDS

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        url: str,
        method: str,  # noqa: ARG002 - likewise
        request_data: RequestData | None = None,
        read_timeout: object = None,  # noqa: ARG002 - likewise
        write_timeout: object = None,  # noqa: ARG002 - likewise
        connect_timeout: object = None,  # noqa: ARG002 - likewise
        pool_timeout: object = None,  # noqa: ARG002 - likewise
    ) -> tuple[int, bytes]:
        given: dict[str, Any] = {} if request_data is None else dict(request_data.parameters)
        name = url.rsplit("/", 1)[1]
        call = Call(name, given.get("chat_id", 0), given.get("message_id"), given.get("text", ""))
        self.tried.append(call)
        self._event.set()
        if self._faults[call.chat_id]:
            fault = self._faults[call.chat_id].popleft()
            if isinstance(fault, Exception):
                raise fault
            return fault.answer()
        self.done.append(call)
        return OK, json.dumps({"ok": True, "result": self._result(call)}).encode()

    def _result(self, call: Call) -> object:
        if call.method == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "Codebell", "username": "codebell_bot"}
        if call.chat_id == 0 or call.method == "deleteMessage":
            return True
        kind = "private" if call.chat_id > 0 else "supergroup"
        message_id = call.message_id or 1000 + len(self.done)
        return {"message_id": message_id, "date": 1, "chat": {"id": call.chat_id, "type": kind}}
