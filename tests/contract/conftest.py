"""Each provider of the registry, built for a vendor that answers as a test tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from providers.registry import ADAPTERS, build
from providers.secret import Secret
from providers.steps import CodeNeeded, Working
from sandbox.serving import serve_app
from tests.contract.case import KEY, Case, case_of
from tests.contract.vendor import Vendor, json_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from providers.base import Provider


@pytest.fixture(params=list(ADAPTERS))
def case(request: pytest.FixtureRequest) -> Case:
    """Give each adapter's payloads."""
    slug: str = request.param
    return case_of(slug)


@pytest.fixture
def vendor() -> Vendor:
    """Give a vendor that does as told."""
    return Vendor()


@pytest.fixture
async def provider(case: Case, vendor: Vendor) -> AsyncIterator[Provider]:
    """Build the adapter for the vendor's address."""
    async with serve_app(vendor) as base_url:
        built = build(case.slug, Secret(KEY), base_url)
        yield built
        await built.aclose()


@pytest.fixture
async def asked(case: Case, provider: Provider, vendor: Vendor) -> CodeNeeded:
    """Start a login that wants a code."""
    vendor.answer(*map(json_reply, (*case.start.reads, case.start.answer)))
    step = await provider.start(case.start.login)
    vendor.answer(json_reply(case.polled))
    if isinstance(step, Working):
        step = await provider.check(step.resume)
    assert isinstance(step, CodeNeeded)
    vendor.came.clear()
    return step
