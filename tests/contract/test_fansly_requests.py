"""Every request of both adapters for Fansly, judged by the vendors' OpenAPI files.

Where the files are absent each test still makes every call and says that nobody judged it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from providers.registry import build
from providers.secret import Secret
from sandbox.serving import serve_app
from tests.contract.apifansly import ACCOUNT
from tests.contract.calls import outcome, that_go_on, that_stand_alone
from tests.contract.case import KEY, Case, case_of
from tests.contract.openapi import Specification
from tests.contract.vendor import Came, Vendor, json_reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator

    from providers.base import Provider

# The vendor's file tells the bodies of a step-up in prose, and the one of OnlyFans tells of the key.
TOLD_IN_PROSE = {
    f"POST /{ACCOUNT}/twofa/session takes no body",
    f"POST /{ACCOUNT}/twofa/session/verify takes no body",
}
TOLD_ELSEWHERE = {"GET /api/whoami is not documented"}


def calls(case: Case, provider: Provider, vendor: Vendor) -> Iterator[Awaitable[object]]:
    """Make every call there is, each answered with each of the case's answers."""
    for answer in case.answers:
        vendor.replies = [json_reply(answer)]
        for start in case.starts:
            yield _through(provider, start.login)
        yield from that_stand_alone(provider)


async def _through(provider: Provider, login: object) -> None:
    step = await outcome(provider.start(login))  # type: ignore[arg-type]  # a login of the case's own
    for call in that_go_on(provider, step.resume) if hasattr(step, "resume") else ():
        await outcome(call)


async def requests_of(slug: str) -> list[Came]:
    """Give every request that the adapter makes."""
    vendor, case = Vendor(), case_of(slug)
    async with serve_app(vendor) as base_url:
        provider = build(slug, Secret(KEY), base_url)
        for call in calls(case, provider, vendor):
            await outcome(call)
        await provider.aclose()
    assert {came.path for came in vendor.came} == case.paths
    return vendor.came


def faults(came: list[Came], name: str, base: str = "") -> set[str]:
    """Judge the requests by a file whose paths begin after `base`; where it is absent, say so."""
    specification = Specification.load(name)
    if specification is None:
        print(f"{name} is absent: called, but not judged")  # noqa: T201 - the test says so
        return set()
    return {
        fault
        for request in came
        for fault in specification.faults_of_request(
            request.method,
            request.path.removeprefix(base),
            json.loads(request.body) if request.body else None,
        )
    }


async def test_every_request_to_onlyfansapi_for_fansly_is_as_documented() -> None:
    came = await requests_of("onlyfansapi_fansly")
    assert faults(came, "onlyfansapi-fansly.openapi.yaml") <= TOLD_ELSEWHERE


async def test_every_request_to_the_fansly_api_is_as_documented() -> None:
    came = await requests_of("apifansly")
    assert faults(came, "apifansly.openapi.yaml", "/api/fansly") <= TOLD_IN_PROSE


async def test_a_request_that_is_not_as_documented_is_found() -> None:
    strange = Came("POST", "/api/fansly/connect", {}, b'{"username": "stella", "countryCode": "us"}')
    found = faults([strange], "apifansly.openapi.yaml", "/api/fansly")
    assert Specification.load("apifansly.openapi.yaml") is None or len(found) > 2
