"""The page over HTTP on the heart, and browsers that visit it as people's do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from bot.relay.connecting import Connections
from bot.web.connect import Browsers, ConnectPage, connect_routes
from bot.web.connect.pieces import Act
from bot.web.connect.waiting import Waiting
from bot.web.site import build_site
from providers.steps import Channel, CodeNeeded
from storage.models import Purpose, State, Way
from tests.bot.web.connect.sights import BOT, ORIGIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.applications import Starlette

    from storage import Store
    from storage.models import Attempt
    from tests.bot.relay.heart import Heart

FROM_HERE: Mapping[str, str] = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
"""What Chromium sends with a form of a page that is served with `Referrer-Policy: no-referrer`."""
NOTHING: Mapping[str, str] = {}

USERNAME = "stella@mail.example"
PASSWORD = "correct-horse-90817263"
CODE = "40718293"
TYPED = {"username": USERNAME, "password": PASSWORD, "country": "de"}
SMS = CodeNeeded("r1", "sms/1", Channel.SMS, hint="…42", lengths=(8,))


@dataclass
class Browser:
    """A browser with cookies of its own. It sends forms with the proof of the page that it saw last."""

    client: httpx.AsyncClient
    seen: httpx.Response | None = None

    async def get(self, path: str) -> httpx.Response:
        self.seen = await self.client.get(path)
        return self.seen

    async def post(
        self,
        path: str,
        act: Act | str,
        fields: Mapping[str, str] = NOTHING,
        headers: Mapping[str, str] = FROM_HERE,
    ) -> httpx.Response:
        """Send a form, and do not follow where it leads."""
        form = {"act": str(act), "proof": self.proof, **fields}
        return await self.client.post(path, data=form, headers=headers)

    async def does(self, path: str, act: Act | str, fields: Mapping[str, str] = NOTHING) -> httpx.Response:
        """Send a form and follow it, as a person does."""
        answer = await self.post(path, act, fields)
        assert answer.status_code == 303, answer.text
        return await self.get(str(answer.url.join(answer.headers["location"])))

    @property
    def proof(self) -> str:
        found = re.search(r'name="proof" value="([0-9a-f]+)"', self.seen.text) if self.seen else None
        return found[1] if found else ""

    @property
    def page(self) -> str:
        """Name the page that it shows."""
        assert self.seen is not None
        found = re.search(r'data-page="([a-z]+)"', self.seen.text)
        assert found is not None, self.seen.text
        return found[1]

    @property
    def text(self) -> str:
        assert self.seen is not None
        return self.seen.text


@dataclass
class Site:
    """The site with the connect page; `away` makes it as if the bot did not know its name yet."""

    heart: Heart
    is_named: bool = True
    connections: Connections = field(init=False)
    app: Starlette = field(init=False)
    _browsers: list[httpx.AsyncClient] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Build it as the composition root does."""
        self.connections = Connections(self.heart.relay)
        self.app = self.at(self.heart.store)

    def at(self, store: Store) -> Starlette:
        """Build it on a store."""
        heart = self.heart
        page = ConnectPage(
            store,
            self.connections,
            Browsers.at(ORIGIN),
            lambda: BOT if self.is_named else None,
            heart.clock,
            heart.changes,
            Waiting(seconds=2, every=0.005),
        )
        return build_site(connect_routes(page))

    def browser(self, app: Starlette | None = None, language: str = "en-GB") -> Browser:
        """Open a browser that has never been here."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app or self.app),
            base_url=ORIGIN,
            headers={"Accept-Language": f"{language},en;q=0.5"},
        )
        self._browsers.append(client)
        return Browser(client)

    async def asked(self, way: Way = Way.FORM, **changes: Any) -> Attempt:  # noqa: ANN401 - an attempt's fields
        """Have Stella asked for a connection."""
        connecting = {"purpose": Purpose.CONNECT, "account_id": None, "asked_first": True, "resume": None}
        return await self.heart.stored(State.ASKED, way=way, **connecting | changes)

    async def link(self, attempt: Attempt) -> str:
        """Press [Open] in Telegram; give the path of the link."""
        async with self.heart.work() as work:
            opened = await self.connections.open(work, attempt.id, attempt.creator_id)
        assert opened.token is not None, opened.reaction
        return f"/connect/{opened.token.reveal()}"

    async def close(self) -> None:
        """Close the browsers."""
        for client in self._browsers:
            await client.aclose()


async def begun(site: Site, way: Way = Way.FORM) -> tuple[Browser, str]:
    """Open a link and press [Begin]."""
    path, browser = await site.link(await site.asked(way)), site.browser()
    await browser.get(path)
    await browser.does(path, Act.BEGIN)
    return browser, path


async def shows(browser: Browser, path: str, page: str) -> bool:
    """Look whether the link shows this page."""
    await browser.get(path)
    return browser.page == page
