"""Whole sign-ins through the adapter against the simulated vendor over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.base import Channel, CodeNeeded, Done, StoredCredentials
from providers.secret import Secret

if TYPE_CHECKING:
    from providers.onlyfanskit import OnlyFansKit
    from sandbox.onlyfanskit import Simulator


async def test_an_account_without_second_factor_is_signed_in_at_once(adapter: OnlyFansKit) -> None:
    assert await adapter.start(StoredCredentials("acct_plain")) == Done("acct_plain")


async def test_the_code_from_the_sms_signs_in(adapter: OnlyFansKit, simulator: Simulator) -> None:
    asked = await adapter.start(StoredCredentials("acct_sms"))
    assert isinstance(asked, CodeNeeded)
    assert (asked.channel, asked.sent, asked.rejected) == (Channel.SMS, True, False)

    code = await simulator.phone("acct_sms").next_code()
    assert await adapter.submit_code(asked.resume, Secret(code)) == Done("acct_sms")
    assert simulator.submissions(code) == 1
