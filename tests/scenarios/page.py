"""The connect page and the vendor's page inside it, as a browser without JavaScript sees and uses them."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx

if TYPE_CHECKING:
    from typing import Self

TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Asked for no certificate, since all is plain http; without it each browser would read every authority's."""


@dataclass
class Form:
    """A form: where it is sent, and the values of its fields."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Seen(HTMLParser):
    """What is read of a page: its heading, its forms, its links by their ids, and the frame's address."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self._forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.frame: str | None = None
        self.heading = ""
        self._open: Form | None = None
        self._in_heading = False
        self.feed(html)

    def form(self, act: str) -> Form | None:
        """Give the form that asks for `act`; the empty one is what the vendor's page has."""
        return next((form for form in self._forms if form.fields.get("act", "") == act), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up what is of use."""
        given = {name: value or "" for name, value in attrs}
        self._in_heading = self._in_heading or tag == "h1"
        if tag == "form":
            self._open = Form(given.get("action", ""))
            self._forms.append(self._open)
        elif tag in {"input", "select"} and self._open is not None:
            self._open.fields[given["name"]] = given.get("value", "")
        elif tag == "a" and "id" in given:
            self.links[given["id"]] = given["href"]
        elif tag == "iframe":
            self.frame = given["src"]

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or the heading."""
        self._in_heading = self._in_heading and tag != "h1"
        self._open = None if tag == "form" else self._open

    def handle_data(self, data: str) -> None:
        """Read the heading."""
        self.heading += data.strip() if self._in_heading else ""


class Browser:
    """One browser of hers at one page."""

    def __init__(self) -> None:
        """Show nothing so far."""
        self._client = httpx.AsyncClient(verify=TLS, trust_env=False, follow_redirects=True, timeout=30.0)
        self._url = ""
        self.seen = Seen("")

    async def __aenter__(self) -> Self:
        """Be open."""
        return self

    async def __aexit__(self, *args: object) -> None:
        """Close it."""
        await self._client.aclose()

    async def open(self, url: str) -> None:
        """Open an address."""
        self._show(await self._client.get(url))

    async def look(self) -> None:
        """Load the page anew."""
        await self.open(self._url)

    async def follow(self, link: str) -> None:
        """Follow a link of the page, named by its id."""
        await self.open(urljoin(self._url, self.seen.links[link]))

    async def until_form(self, act: str) -> None:
        """Look again, as the page offers, until it has a form."""
        while self.seen.form(act) is None:
            await self.follow("look-again")

    async def send(self, act: str, **values: str) -> None:
        """Fill in a form and send it, as a page of the same site does."""
        form = self.seen.form(act)
        assert form is not None, f"the page {self.seen.heading!r} has no form to {act}"
        unknown = values.keys() - form.fields.keys()
        assert not unknown, f"the form to {act} does not ask for {unknown}"
        self._show(await self._post(urljoin(self._url, form.action), form.fields | values))

    async def resend(self, fields: dict[str, str]) -> None:
        """Send to this page what may have been sent before, whether it has such a form or not."""
        await self._post(self._url, fields)

    async def _post(self, target: str, fields: dict[str, str]) -> httpx.Response:
        parts = urlsplit(self._url)
        origin = {"origin": f"{parts.scheme}://{parts.netloc}"}
        return await self._client.post(target, data=fields, headers=origin)

    def _show(self, answer: httpx.Response) -> None:
        self._url = str(answer.url)
        self.seen = Seen(answer.text)
