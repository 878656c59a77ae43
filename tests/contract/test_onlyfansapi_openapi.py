"""Every request to OnlyFansAPI for OnlyFans, judged by the vendor's OpenAPI file.

Where the file is absent the test still makes every call and says that nobody judged it.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from providers.logins import CountryProxy, CustomProxy, Platform
from providers.registry import build
from providers.secret import Secret
from sandbox.serving import serve_app
from tests.contract.calls import outcome, that_go_on, that_stand_alone
from tests.contract.case import KEY, Start, connection
from tests.contract.onlyfansapi import ASKING, CASE, STARTED, poll
from tests.contract.openapi import Specification
from tests.contract.vendor import Came, Vendor, json_reply

if TYPE_CHECKING:
    from providers.base import Provider

# The file calls the field a boolean whose one value is the text "true": neither spelling can fit it.
AT_ODDS_WITH_ITSELF = {
    "$.selfie_verification_completed: True is not one of ['true']",
    "$.selfie_verification_completed: 'true' is not of type 'boolean'",
}
FIRST = connection(Platform.ONLYFANS, proxy=CountryProxy("gb"))
OWN_PROXY = CustomProxy("203.0.113.7", 8080, Secret("moonlight"), Secret("light"))
STARTS = (
    *CASE.starts,
    Start(FIRST, STARTED),
    Start(replace(FIRST, proxy=OWN_PROXY, force=True), STARTED),
    Start(replace(FIRST, proxy=replace(OWN_PROXY, username=None, password=None)), STARTED),
)


async def play(provider: Provider, vendor: Vendor) -> list[Came]:
    """Make every call there is, and give what came."""
    came = []
    for start in STARTS:
        vendor.answer(*map(json_reply, (*start.reads, start.answer)))
        step = await provider.start(start.login)
        came += vendor.came
        for gate in (ASKING, poll("needs-face-otp")):
            vendor.answer(json_reply(gate))
            at_gate = await outcome(provider.check(getattr(step, "resume", "")))
            vendor.answer(json_reply({"errors": {}}, 422))
            for call in that_go_on(provider, getattr(at_gate, "resume", "")):
                await outcome(call)
            came += vendor.came
    vendor.answer(json_reply([]))
    for call in that_stand_alone(provider):
        await outcome(call)
    return came + vendor.came


def faults(came: list[Came], specification: Specification | None) -> set[str]:
    """Judge requests by the vendor's file; where it is absent, say so."""
    if specification is None:
        print("onlyfansapi.openapi.yaml is absent: called, but not judged")  # noqa: T201 - the test says so
        return set()
    return {
        fault
        for request in came
        for fault in specification.faults_of_request(
            request.method, request.path, json.loads(request.body) if request.body else None
        )
    }


async def test_every_request_is_as_documented() -> None:
    vendor = Vendor()
    async with (
        serve_app(vendor) as base_url,
        contextlib.aclosing(build("onlyfansapi", Secret(KEY), base_url)) as provider,
    ):
        came = await play(provider, vendor)
    assert {request.path for request in came} == CASE.paths
    specification = Specification.load("onlyfansapi.openapi.yaml")
    assert faults(came, specification) == (AT_ODDS_WITH_ITSELF if specification else set())


def test_a_request_that_is_not_as_documented_is_found() -> None:
    specification = Specification.load("onlyfansapi.openapi.yaml")
    wrong = (
        ("POST", "/api/authenticate", {"email": 1}),
        ("POST", "/api/authenticate", {"proxyCountry": "de"}),
        ("POST", "/api/authenticate", {"proxy_country": "us"}),
        ("POST", "/api/client-sessions", {"client_reference_id": "x"}),
        ("PUT", "/api/authenticate/acct_1/credentials", {"name": "Stella"}),
        ("POST", "/api/elsewhere", None),
    )
    for method, path, body in wrong:
        request = Came(method, path, {}, json.dumps(body).encode() if body else b"")
        assert specification is None or faults([request], specification)
