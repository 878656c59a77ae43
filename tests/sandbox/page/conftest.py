"""A stage with everything but the bot, in whose place tests call the Bot API, and the page served on it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.clock import Clock
from sandbox.handset import Handset
from sandbox.page.app import app
from sandbox.page.trials import trial_accounts
from sandbox.process import BotProcess
from sandbox.running import Cast, Choices, Stage
from sandbox.serving import serve_app
from sandbox.simulated import serving_all, simulate_all
from sandbox.telegram import Message, Person, TelegramServer

ECHO = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"
"""Answers each step of the clock by a line, as the launcher does."""

NAMED = {"onlyfansapi": ("Stella",), "onlyfansapi_fansly": ("Stella",), "apifansly": ("Stella", "US")}
"""What the simulators want beside the account: how the list will call it, and its country."""


class Visit:
    """A browser with the page open, and the bot's end of the line."""

    def __init__(self, stage: Stage, browser: httpx.AsyncClient) -> None:
        """Take what is visited and by what."""
        self.stage = stage
        self.browser = browser

    async def act(self, **act: object) -> httpx.Response:
        origin = str(self.browser.base_url).rstrip("/")
        return await self.browser.post("/acts", json=act, headers={"Origin": origin})

    async def state(self) -> dict[str, object]:
        state: dict[str, object] = (await self.browser.get("/state")).json()
        return state

    async def shown(self, chat: str) -> list[dict[str, object]]:
        response = await self.browser.get("/state")
        messages: list[dict[str, object]] = response.json()["chats"][chat]["messages"]
        return messages

    async def login_at(self, slug: str, account: str) -> Any:  # noqa: ANN401 - the vendor's own attempt
        """Have the platform ask for a login of an account at a provider."""
        vendor: Any = self.stage.providers[slug].vendor
        attempt = vendor.begin(vendor.platform[account], *NAMED.get(slug, ()))
        vendor.settle()
        await vendor.announce()
        return attempt

    async def bot(self, method: str, **params: object) -> object:
        telegram = self.stage.telegram
        url = f"{telegram.base_url}/bot{telegram.token}/{method}"
        answer = (await self.browser.post(url, json=params)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def bot_writes(self, person: Person, text: str, *buttons: str) -> Message:
        row = [{"text": each, "callback_data": each} for each in buttons]
        markup = {"inline_keyboard": [row]}
        await self.bot("sendMessage", chat_id=person.id, text=text, parse_mode="HTML", reply_markup=markup)
        return person.private.last


@pytest.fixture
async def visit(tmp_path: Path) -> AsyncIterator[Visit]:
    clock = Clock()
    telegram = TelegramServer(clock=clock)
    providers = simulate_all(clock)
    for provider in providers.values():
        for account in trial_accounts(provider):
            provider.vendor.add_account(account)
    sam, mia, stella = (telegram.person(name) for name in ("Sam", "Mia", "Stella"))
    cast = Cast(sam, mia, stella, telegram.group("Moonlight Agency", sam, [mia]))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", ECHO, stdin=pipe, stdout=pipe)
    bot = BotProcess(process, tmp_path / "bot.log", "http://127.0.0.1:9")
    vendors = {slug: each.vendor for slug, each in providers.items()}
    handset = Handset(vendors, telegram.world.changes.happened)
    stage = Stage(Choices(with_clock=True), telegram, providers, cast, handset, clock, bot)
    try:
        async with (
            telegram.running(),
            serving_all(providers.values()),
            handset.switched_on(),
            serve_app(app(stage)) as url,
            httpx.AsyncClient(base_url=url, trust_env=False) as browser,
        ):
            yield Visit(stage, browser)
    finally:
        process.kill()
        await process.communicate()
