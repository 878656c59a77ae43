"""No page from elsewhere can read or drive the sandbox, whatever name or origin it comes by."""

import pytest

from tests.sandbox.page.conftest import Visit

SAY = {"do": "say", "who": "mia", "chat": "group", "text": "Hello"}


@pytest.mark.parametrize("path", ["/", "/state", "/events", "/page.js"])
async def test_a_foreign_name_that_leads_here_is_refused(visit: Visit, path: str) -> None:
    response = await visit.browser.get(path, headers={"Host": "rebound.example.com"})

    assert response.status_code == 403


@pytest.mark.parametrize(
    "host", ["127.0.0.1.example.com", "localhost.example.com", "", "[", "127.0.0.1@example.com"]
)
async def test_a_name_that_only_looks_like_here_is_refused(visit: Visit, host: str) -> None:
    assert (await visit.browser.get("/state", headers={"Host": host})).status_code == 403


async def test_localhost_is_here(visit: Visit) -> None:
    host = f"localhost:{visit.browser.base_url.port}"

    assert (await visit.browser.get("/state", headers={"Host": host})).is_success


@pytest.mark.parametrize("origin", ["https://example.com", "null", "http://127.0.0.1:1", "http://localhost"])
async def test_a_foreign_origin_cannot_act(visit: Visit, origin: str) -> None:
    response = await visit.browser.post("/acts", json=SAY, headers={"Origin": origin})

    assert response.status_code == 403
    assert visit.stage.cast.group.messages[-1].text != "Hello"


async def test_without_an_origin_nobody_acts(visit: Visit) -> None:
    assert (await visit.browser.post("/acts", json=SAY)).status_code == 403


async def test_every_answer_carries_the_policy(visit: Visit) -> None:
    for path in ("/", "/page.js", "/state", "/nothing"):
        headers = (await visit.browser.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
