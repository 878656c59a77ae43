"""What OnlyFansKit leaves undocumented, answered in ways that its simulator does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from providers.errors import OutcomeUnknown, Throttled, Unreadable
from providers.logins import StoredCredentials
from providers.onlyfanskit.adapter import OnlyFansKit
from providers.registry import build
from providers.secret import Secret
from providers.steps import CodeNeeded, Done, Failed, Reason, Working
from sandbox.serving import serve_app
from tests.contract.case import CODE, KEY
from tests.contract.onlyfanskit import attempt
from tests.contract.vendor import Vendor, json_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LOGIN = StoredCredentials("acct_1")


@pytest.fixture
def vendor() -> Vendor:
    """Give a vendor that does as told."""
    return Vendor()


@pytest.fixture
async def adapter(vendor: Vendor) -> AsyncIterator[OnlyFansKit]:
    """Build the adapter for the vendor's address."""
    async with serve_app(vendor) as base_url:
        built = build("onlyfanskit", Secret(KEY), base_url)
        assert isinstance(built, OnlyFansKit)
        yield built
        await built.aclose()


async def test_a_submit_answered_with_its_own_gate_has_no_verdict_yet(
    adapter: OnlyFansKit, vendor: Vendor
) -> None:
    vendor.answer(json_reply(attempt("needs_otp")))
    asked = await adapter.start(LOGIN)
    assert isinstance(asked, CodeNeeded)
    step = await adapter.submit_code(asked.resume, Secret(CODE))
    assert isinstance(step, Working)
    stale = await adapter.check(step.resume)
    assert isinstance(stale, CodeNeeded)
    assert stale.challenge == asked.challenge


async def test_a_rejected_code_of_an_email_keeps_the_address_it_was_sent_to(
    adapter: OnlyFansKit, vendor: Vendor
) -> None:
    vendor.answer(json_reply(attempt("needs_email", email_mask="s*****@e******.com")))
    gate = await adapter.start(LOGIN)
    assert isinstance(gate, CodeNeeded)
    vendor.answer(json_reply(attempt("wrong_2fa_code_retry")))
    rejected = await adapter.submit_code(gate.resume, Secret(CODE))
    assert isinstance(rejected, CodeNeeded)
    assert (rejected.hint, rejected.sent, rejected.rejected) == ("s*****@e******.com", True, True)


async def test_a_refusal_that_the_vendor_calls_retryable_is_throttled(
    adapter: OnlyFansKit, vendor: Vendor
) -> None:
    vendor.answer(json_reply({"status": 409, "retryable": True, "retryAfterSec": 3}, 409))
    with pytest.raises(Throttled) as caught:
        await adapter.start(LOGIN)
    assert (caught.value.status, caught.value.retry_after) == (409, 3)


async def test_of_a_code_that_the_vendor_refuses_as_retryable_the_outcome_is_not_known(
    adapter: OnlyFansKit, vendor: Vendor
) -> None:
    vendor.answer(json_reply(attempt("needs_otp")))
    gate = await adapter.start(LOGIN)
    assert isinstance(gate, CodeNeeded)
    vendor.answer(json_reply({"status": 409, "retryable": True, "retryAfterSec": 3}, 409))
    with pytest.raises(OutcomeUnknown) as caught:
        await adapter.submit_code(gate.resume, Secret(CODE))
    assert caught.value.sent


async def test_a_quota_that_no_wait_helps_is_a_refusal(adapter: OnlyFansKit, vendor: Vendor) -> None:
    vendor.answer(json_reply({"status": 429, "retryable": False, "retryAfterSec": 3600}, 429))
    assert await adapter.start(LOGIN) == Failed(Reason.RATE_LIMITED, 3600)


async def test_an_end_needs_no_attempt(adapter: OnlyFansKit, vendor: Vendor) -> None:
    vendor.answer(json_reply(attempt("completed_success", attempt_id=None, account_id="acct_1")))
    assert await adapter.start(LOGIN) == Done("acct_1")
    vendor.answer(json_reply(attempt("pending", attempt_id=None)))
    with pytest.raises(Unreadable):
        await adapter.start(LOGIN)


@pytest.mark.parametrize("scopes", [None, "accounts:read accounts:write", {}])
async def test_scopes_of_another_shape_are_unreadable(
    adapter: OnlyFansKit, vendor: Vendor, scopes: object
) -> None:
    vendor.answer(json_reply({"scopes": scopes}))
    with pytest.raises(Unreadable):
        await adapter.preflight()


async def test_rows_of_the_account_list_that_tell_no_id_are_left_out(
    adapter: OnlyFansKit, vendor: Vendor
) -> None:
    vendor.answer(
        json_reply([None, 1, {}, {"id": "../me"}, {"id": "a1", "username": None, "name": " Stella "}])
    )
    listed = await adapter.list_accounts()
    assert isinstance(listed, tuple)
    assert [(account.id, account.label) for account in listed] == [("a1", "Stella")]


async def test_a_name_that_is_an_email_address_is_not_kept(adapter: OnlyFansKit, vendor: Vendor) -> None:
    addressed = {"id": "a1", "username": "stella@example.com"}
    vendor.answer(json_reply([addressed | {"name": "Stella"}, addressed | {"name": "stella@example.org"}]))
    listed = await adapter.list_accounts()
    assert isinstance(listed, tuple)
    assert [account.label for account in listed] == ["Stella", None]
