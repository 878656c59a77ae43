"""What the page refuses: other browsers, other sites, dead links, previews that act, secrets that leak."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.relay.limits import LIMITS
from bot.web.connect.arriving import BODY_BYTES
from bot.web.connect.pieces import Act
from providers.steps import Done
from storage import StorageUnavailable
from storage.errors import Contention
from storage.models import Purpose, State, Way
from storage.schema import metadata
from tests.bot.web.connect.sights import ORIGIN
from tests.bot.web.connect.site import CODE, PASSWORD, SMS, TYPED, begun, shows
from tests.harness.canary import look

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

    from storage import Store
    from tests.bot.web.connect.site import Site
    from tests.harness.canary import Place

UNKNOWN = f"/connect/{'A' * 43}"


async def everything(store: Store) -> dict[str, list[Any]]:
    """Read every row of every table."""
    async with store.session() as session:
        return {
            table.name: [tuple(row) for row in await session.rows(select(table))]
            for table in metadata.sorted_tables
        }


def files_in(folder: Path) -> list[Place]:
    """Read the database, with what it has not yet moved out of its log."""
    files = [(file.name, file.read_bytes()) for file in folder.iterdir()]
    assert any(b"SQLite" in data for _, data in files)
    return files


async def dead_link(site: Site, why: str) -> tuple[str, httpx.AsyncClient]:
    """Give a link that opens nothing for this reason, and a browser that asks for it."""
    if why == "unknown":
        return UNKNOWN, site.browser().client
    if why == "malformed":
        return "/connect/%C3%A9%00", site.browser().client
    if why == "replaced":
        attempt = await site.asked()
        path = await site.link(attempt)
        await site.link(attempt)
        return path, site.browser().client
    browser, path = await begun(site)
    if why == "another browser's":
        return path, site.browser().client
    if why == "expired":
        site.heart.clock.later(LIMITS.page + 1)
        return path, browser.client
    site.heart.provider.answers("start", Done("acct_new"))
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "done"))
    site.heart.clock.later(LIMITS.page + 1)
    return path, browser.client


DEAD = ["unknown", "malformed", "replaced", "another browser's", "expired", "used"]


@pytest.mark.parametrize("why", DEAD)
async def test_every_dead_link_has_the_same_answer(site: Site, why: str) -> None:
    unknown = await site.browser().get(UNKNOWN)
    path, client = await dead_link(site, why)
    for url in (path, f"{path}?since=x", f"{path}?said=other_first", f"{path}/state?since=x"):
        answer = await client.get(url)
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert answer.headers == unknown.headers


@pytest.mark.parametrize("why", DEAD)
async def test_a_form_sent_to_a_dead_link_does_nothing(site: Site, why: str) -> None:
    path, client = await dead_link(site, why)
    before = await everything(site.heart.store)
    made = list(site.heart.provider.made)
    for act in Act:
        form = {"act": act, **TYPED, "code": CODE, "challenge": "1"}
        answer = await client.post(path, data=form, headers={"Origin": ORIGIN})
        assert answer.status_code == 303
        assert "set-cookie" not in answer.headers
        assert (await client.get(str(answer.url.join(answer.headers["location"])))).status_code == 404
    assert await everything(site.heart.store) == before
    assert site.heart.provider.made == made


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("way", Way)
async def test_a_previews_get_changes_nothing_and_leaves_the_link_usable(
    site: Site, method: str, way: Way
) -> None:
    path = await site.link(await site.asked(way))
    before = await everything(site.heart.store)
    preview = site.browser().client
    for url in (path, f"{path}?since=x", f"{path}/state", f"{path}?said=other_first"):
        answer = await preview.request(method, url)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert await everything(site.heart.store) == before
    assert site.heart.provider.made == []
    browser = site.browser()
    await browser.get(path)
    assert browser.page == "intro"


async def test_a_second_browser_is_shut_out_from_begin_on(site: Site) -> None:
    attempt = await site.asked()
    path, second = await site.link(attempt), site.browser()
    await second.get(path)
    assert second.page == "intro"
    first = site.browser()
    await first.does(path, Act.BEGIN)
    for act in Act:
        assert (await second.post(path, act, TYPED)).status_code == 303
    assert (await second.get(path)).status_code == 404
    assert (await site.heart.row(attempt)).state is State.ASKED
    await first.get(path)
    assert first.page == "form"


async def test_begin_binds_by_a_cookie_that_only_this_host_and_no_script_reads(site: Site) -> None:
    path, browser = await site.link(await site.asked()), site.browser()
    answer = await browser.post(path, Act.BEGIN)
    name, _, rest = answer.headers["set-cookie"].partition("=")
    value, *attributes = rest.split("; ")
    assert name == "__Host-codebell"
    assert len(value) == 43
    assert sorted(each.lower() for each in attributes) == ["httponly", "path=/", "samesite=strict", "secure"]


async def test_beginning_twice_in_one_browser_keeps_it_bound(site: Site) -> None:
    browser, path = await begun(site)
    await browser.does(path, Act.BEGIN)
    assert browser.page == "form"


FORGED = [
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FORGED)
async def test_a_form_of_another_site_is_refused(site: Site, headers: dict[str, str]) -> None:
    browser, path = await begun(site)
    before = await everything(site.heart.store)
    for act in Act:
        assert (await browser.post(path, act, TYPED, headers)).status_code == 403
    assert await everything(site.heart.store) == before
    assert site.heart.provider.made == []


@pytest.mark.parametrize("proof", ["", "0" * 64])
async def test_a_form_without_the_proof_of_its_page_is_refused(site: Site, proof: str) -> None:
    browser, path = await begun(site)
    before = await everything(site.heart.store)
    for act in set(Act) - {Act.BEGIN, Act.NOT_ME}:
        answer = await browser.post(path, act, TYPED | {"proof": proof})
        assert answer.status_code == 403
    assert await everything(site.heart.store) == before


@pytest.mark.parametrize("page", ["intro", "form", "gone", "stopped"])
async def test_no_page_can_be_framed_cached_or_made_to_tell_where_it_was(site: Site, page: str) -> None:
    browser, path = await begun(site)
    unbound = await site.link(await site.asked(platform="fansly"))
    answer = await {
        "intro": lambda: site.browser().get(unbound),
        "form": lambda: browser.get(path),
        "gone": lambda: browser.get(UNKNOWN),
        "stopped": lambda: browser.get("/connect/stopped"),
    }[page]()
    assert f'data-page="{page}"' in answer.text
    policy = set(answer.headers["content-security-policy"].split("; "))
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= policy
    assert not any("unsafe" in each or "*" in each or "frame-src" in each for each in policy)
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"x" * (BODY_BYTES + 1), "application/x-www-form-urlencoded", 413),
        (b"act=begin", "text/plain", 415),
        (b'{"act": "begin"}', "application/json", 415),
        (b"act", "application/x-www-form-urlencoded", 400),
        (b"act=fly", "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 400),
    ],
)
async def test_what_no_form_of_ours_sends_is_refused(
    site: Site, content: bytes, content_type: str, status: int
) -> None:
    path = await site.link(await site.asked())
    headers = {"Origin": ORIGIN, "Content-Type": content_type}
    answer = await site.browser().client.post(path, content=content, headers=headers)
    assert answer.status_code == status


async def test_other_methods_are_not_taken(site: Site) -> None:
    path = await site.link(await site.asked())
    assert (await site.browser().client.put(path)).status_code == 405


class Away:
    """A database that is away."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[None]:
        message = "away"
        raise StorageUnavailable(message)
        yield

    write = read


async def test_while_the_database_is_away_the_page_says_so(site: Site) -> None:
    path = await site.link(await site.asked())
    browser = site.browser(site.at(Away()))  # type: ignore[arg-type] # it opens no unit
    assert (await browser.get(path)).status_code == 503
    assert browser.page == "away"
    assert (await browser.post(path, Act.BEGIN)).status_code == 503


async def test_before_the_bot_knows_its_name_the_page_says_to_come_again(site: Site) -> None:
    path = await site.link(await site.asked())
    site.is_named = False
    assert (await site.browser().get(path)).status_code == 503


class Contended:
    """A store whose first transactions that write are rolled back in favour of others."""

    def __init__(self, store: Store, times: int) -> None:
        """Roll back so many."""
        self._store = store
        self._times = times
        self.read = store.read

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        async with self._store.write() as unit:
            yield unit
            self._times -= 1
            if self._times >= 0:
                raise Contention


async def test_an_act_that_another_transaction_was_in_the_way_of_is_done_once(site: Site) -> None:
    site.heart.provider.answers("start", SMS)
    browser, path = await begun(site)
    contended: Any = Contended(site.heart.store, 2)
    second = site.browser(site.at(contended))
    second.client.cookies, second.seen = browser.client.cookies, browser.seen
    await second.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "code"))
    assert site.heart.provider.made == ["start"]


async def test_the_password_goes_to_the_start_call_and_is_left_nowhere(site: Site, tmp_path: Path) -> None:
    site.heart.provider.answers("start", SMS)
    site.heart.provider.answers("submit_code", Done("acct_new"))
    seen: list[bytes] = []
    with capture_logs() as logs:
        browser, path = await begun(site)
        for act, fields in ((Act.SIGN_IN, TYPED), (Act.CODE, {"challenge": "1", "code": CODE})):
            answer = await browser.post(path, act, fields)
            seen += [answer.content, str(answer.headers).encode()]
            shown = "code" if act is Act.SIGN_IN else "done"
            await site.heart.changes.until(lambda shown=shown: shows(browser, path, shown))  # type: ignore[misc] # the lambda's own name
            seen.append(browser.text.encode())
    places = [*files_in(tmp_path), ("answers", b"".join(seen)), ("logs", repr(logs).encode())]
    assert [fault for place in places for fault in look(place, [PASSWORD, CODE])] == []
    assert len(site.heart.provider.logins) == 1


async def test_no_log_names_the_link(site: Site) -> None:
    with capture_logs() as logs:
        browser, path = await begun(site)
        await browser.post(path, Act.SIGN_IN, TYPED, {})
        await browser.does(path, Act.DECLINE)
    token = path.rpartition("/")[2]
    assert {each["event"] for each in logs} == {"page_acted", "page_refused"}
    assert token not in repr(logs)


async def test_the_link_and_the_browser_are_stored_hashed_alone(site: Site, tmp_path: Path) -> None:
    browser, path = await begun(site)
    [cookie] = browser.client.cookies.jar
    assert cookie.value is not None
    secrets = [path.rpartition("/")[2], cookie.value]
    assert secrets[1] not in browser.text
    assert [fault for place in files_in(tmp_path) for fault in look(place, secrets)] == []


async def test_only_a_first_connection_or_her_password_has_a_page(site: Site) -> None:
    attempt = await site.heart.stored(State.WORKING, purpose=Purpose.RECONNECT)
    async with site.heart.work() as work:
        opened = await site.connections.open(work, attempt.id, attempt.creator_id)
    assert opened.token is None


async def test_what_the_page_is_drawn_with_is_served(site: Site) -> None:
    client = site.browser().client
    for name, kind in (("page.css", "text/css"), ("page.js", "javascript"), ("bell.svg", "image/svg+xml")):
        answer = await client.get(f"/connect/static/{name}")
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
    assert (await client.get("/connect/static/../routes.py")).status_code == 404
