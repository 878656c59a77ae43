"""Delivers updates to the webhook: in order within a lane, several lanes at once, until the bot takes them.

Knows the world's queue and no method.
Rules: https://core.telegram.org/bots/api#setwebhook and tdlib/telegram-bot-api WebhookActor.cpp.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from typing import TYPE_CHECKING

import httpx

from sandbox.telegram.world import Webhook, WebhookFault, World

if TYPE_CHECKING:
    from sandbox.telegram.calls import Record
    from sandbox.telegram.updates import Update

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LONGEST_PAUSE = 60
_LAST_SECONDS = 2.0


class Delivery:
    """The sender of one world.

    For tests: `targets` are base URLs that take turns in place of the webhook's own host (several processes
    behind one router), `copies` is how often each update is sent at once, and `first_pause` is the seconds
    before the second try; they double up to 60 times that.
    """

    def __init__(self, world: World, record: Record) -> None:
        """Send nothing until `run`."""
        self._world = world
        self._record = record
        self._busy: set[tuple[str, int]] = set()
        self._turns = itertools.count()
        self._stops = False
        self.targets: list[str] = []
        self.copies = 1
        self.first_pause = 1.0
        self.timeout = 60.0
        self.attempts: list[tuple[int, str, int]] = []

    @property
    def sending(self) -> frozenset[tuple[str, int]]:
        """The lanes that have an update under way."""
        return frozenset(self._busy)

    async def run(self) -> None:
        """Deliver until cancelled, which is to be after `stop`."""
        self._stops = False
        limits = httpx.Limits(max_connections=None)
        async with (
            httpx.AsyncClient(trust_env=False, timeout=self.timeout, limits=limits) as client,
            asyncio.TaskGroup() as group,
        ):
            while True:
                update = await self._world.changes.until(self._next, None)
                if update is not None:
                    self._busy.add(update.lane)
                    self._world.changes.happened()
                    group.create_task(self._deliver(client, update, self._world.webhook))

    async def stop(self) -> None:
        """Begin nothing any more, and let what is under way come to its end, if that is soon.

        httpx closes the connections that the bot has ended one by one, and whoever is cancelled while it does
        so leaves the others open.
        """
        self._stops = True
        self._world.changes.happened()
        with contextlib.suppress(TimeoutError):
            await self._world.changes.until(lambda: not self._busy, _LAST_SECONDS)

    def _next(self) -> Update | None:
        hook = self._world.webhook
        if self._stops or not hook.url or len(self._busy) >= hook.max_connections:
            return None
        return next((update for update in self._world.updates.pending if update.lane not in self._busy), None)

    async def _deliver(self, client: httpx.AsyncClient, update: Update, hook: Webhook) -> None:
        pause = self.first_pause
        try:
            while not self._stops and self._world.webhook is hook and update in self._world.updates.pending:
                if await self._taken(client, update, hook):
                    self._world.updates.delivered(update)
                    return
                with contextlib.suppress(TimeoutError):
                    await self._world.changes.until(lambda: self._stops, pause)
                pause = min(pause * 2, self.first_pause * _LONGEST_PAUSE)
        finally:
            self._busy.discard(update.lane)
            self._world.changes.happened()

    async def _taken(self, client: httpx.AsyncClient, update: Update, hook: Webhook) -> bool:
        self._record.object("Update", update.body)
        faults = await asyncio.gather(*(self._fault(client, update, hook) for _ in range(self.copies)))
        for fault in filter(None, faults):
            self._world.webhook_fault = WebhookFault(int(self._world.clock()), fault)
        return not any(faults)

    async def _fault(self, client: httpx.AsyncClient, update: Update, hook: Webhook) -> str:
        url = self._url(hook)
        headers = {_HEADER: hook.secret} if hook.secret else {}
        try:
            response = await client.post(url, json=update.body, headers=headers)
        except httpx.TimeoutException:
            return self._tried(update, url, 0, "Read timeout expired")
        except httpx.TransportError:
            return self._tried(update, url, 0, "Connection refused")
        if response.is_success:
            return self._tried(update, url, response.status_code, "")
        text = f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
        return self._tried(update, url, response.status_code, text)

    def _tried(self, update: Update, url: str, status: int, fault: str) -> str:
        self.attempts.append((update.id, url, status))
        self._world.changes.happened()
        return fault

    def _url(self, hook: Webhook) -> str:
        if not self.targets:
            return hook.url
        base = httpx.URL(self.targets[next(self._turns) % len(self.targets)])
        return str(httpx.URL(hook.url).copy_with(scheme=base.scheme, host=base.host, port=base.port))
