"""What is special in OnlyFansAPI's sign-ins to Fansly, answered by a vendor that does as told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from providers.errors import Unreadable
from providers.logins import CountryProxy, Credentials, Platform, StoredCredentials
from providers.onlyfansapi_fansly.adapter import OnlyFansApiFansly
from providers.registry import build
from providers.secret import Secret
from providers.steps import Channel, CodeNeeded, Done, Failed, ListedAccount, Reason, Step, Working
from sandbox.serving import serve_app
from tests.contract.case import CODE, EMAIL, KEY, LABEL, PASSWORD, REFERENCE, connection, lost
from tests.contract.onlyfansapi_fansly import (
    ACCOUNT,
    OWN_PROXY,
    challenge,
    polled,
    row,
    started,
    verifying,
)
from tests.contract.vendor import Vendor, json_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FIRST = connection(Platform.FANSLY)
AGAIN = StoredCredentials(ACCOUNT)
CONNECTED = polled("authenticated", is_authenticated=True)
BEFORE = json_reply(polled("disconnected", last_error="Session expired"))
HANDLE = f"/api/fansly/authenticate/{ACCOUNT}"


@pytest.fixture
def vendor() -> Vendor:
    """Give a vendor that does as told."""
    return Vendor()


@pytest.fixture
async def adapter(vendor: Vendor) -> AsyncIterator[OnlyFansApiFansly]:
    """Build the adapter for the vendor's address."""
    async with serve_app(vendor) as base_url:
        built = build("onlyfansapi_fansly", Secret(KEY), base_url)
        assert isinstance(built, OnlyFansApiFansly)
        yield built
        await built.aclose()


def resume_of(step: Step | None) -> str:
    """Take what a step that goes on remembers."""
    assert isinstance(step, (Working, CodeNeeded))
    return step.resume


def asked(step: Step | None) -> CodeNeeded:
    """Take a step that has to want a code."""
    assert isinstance(step, CodeNeeded)
    return step


class Sign:
    """A sign-in as it goes on."""

    def __init__(self, adapter: OnlyFansApiFansly, vendor: Vendor, step: Step) -> None:
        """Go on from `step`."""
        self.adapter, self.vendor, self.step = adapter, vendor, step

    async def polls(self, answer: dict[str, Any]) -> Step:
        """Poll once, answered with `answer`."""
        self.vendor.answer(json_reply(answer))
        self.step = await self.adapter.check(resume_of(self.step))
        return self.step

    async def submits(self, answer: dict[str, Any], status: int = 200) -> Step:
        """Hand over a code, answered with `answer`."""
        self.vendor.answer(json_reply(answer, status))
        self.step = await self.adapter.submit_code(resume_of(self.step), Secret(CODE))
        return self.step


@pytest.fixture
async def first(adapter: OnlyFansApiFansly, vendor: Vendor) -> Sign:
    """Begin a first connection."""
    vendor.answer(json_reply(started()))
    return Sign(adapter, vendor, await adapter.start(FIRST))


@pytest.fixture
async def again(adapter: OnlyFansApiFansly, vendor: Vendor) -> Sign:
    """Sign a known account in again, which shows an error of an earlier sign-in."""
    vendor.answer(BEFORE, json_reply({"success": True}))
    return Sign(adapter, vendor, await adapter.start(AGAIN))


async def test_the_account_is_the_handle_and_the_polling_url_is_not_followed(
    adapter: OnlyFansApiFansly, vendor: Vendor
) -> None:
    vendor.answer(json_reply(started() | {"polling_url": "https://evil.example/x"}))
    step = await adapter.start(FIRST)
    vendor.answer(json_reply(CONNECTED))
    assert await adapter.check(resume_of(step)) == Done(ACCOUNT)
    assert [(came.method, came.path) for came in vendor.came] == [("GET", HANDLE)]


async def test_a_first_connection_that_names_no_account_is_unreadable(
    adapter: OnlyFansApiFansly, vendor: Vendor
) -> None:
    vendor.answer(json_reply({"message": "Authentication process started."}))
    with pytest.raises(Unreadable):
        await adapter.start(FIRST)


@pytest.mark.parametrize(
    ("login", "members"),
    [
        (FIRST, {}),
        (replace(FIRST, proxy=CountryProxy("uk")), {"proxyCountry": "uk"}),
        (
            replace(FIRST, proxy=OWN_PROXY),
            {
                "customProxy": {
                    "host": "203.0.113.7",
                    "port": 8080,
                    "username": "proxy",
                    "password": "proxy password",
                }
            },
        ),
        (
            replace(FIRST, proxy=replace(OWN_PROXY, username=None, password=None)),
            {"customProxy": {"host": "203.0.113.7", "port": 8080}},
        ),
        (replace(FIRST, force=True), {"force_connect": True}),
        (replace(FIRST, account=ACCOUNT), {"force_connect": True}),
    ],
)
async def test_a_start_sends_what_was_chosen_and_nothing_else(
    adapter: OnlyFansApiFansly, vendor: Vendor, login: Credentials, members: dict[str, Any]
) -> None:
    vendor.answer(*[BEFORE] * bool(login.account), json_reply(started()))
    step = await adapter.start(login)
    assert json.loads(vendor.came[-1].body) == {
        "username": EMAIL,
        "password": PASSWORD,
        "name": LABEL,
        **members,
    }
    assert PASSWORD not in resume_of(step)


async def test_an_account_that_is_connected_already_can_be_forced(
    adapter: OnlyFansApiFansly, vendor: Vendor
) -> None:
    vendor.answer(json_reply({"message": "This account is Already Connected."}, 400))
    assert await adapter.start(FIRST) == Failed(Reason.ALREADY_CONNECTED)


async def test_credentials_that_are_invalid_in_themselves_are_refused(
    adapter: OnlyFansApiFansly, vendor: Vendor
) -> None:
    vendor.answer(json_reply({"error": "VALIDATION_ERROR", "errors": {"username": ["x"]}}, 422))
    assert await adapter.start(FIRST) == Failed(Reason.CREDENTIALS_REFUSED)


async def test_a_session_that_is_over_does_not_blame_the_key(
    adapter: OnlyFansApiFansly, vendor: Vendor, first: Sign
) -> None:
    vendor.answer(json_reply({"error": "SESSION_EXPIRED:NEEDS_REAUTHENTICATION"}, 401))
    assert await adapter.check(resume_of(first.step)) == Failed(Reason.SESSION_EXPIRED)


@pytest.mark.parametrize(
    ("number", "channel"),
    [
        (2, Channel.EMAIL),
        (0, Channel.AUTHENTICATOR),
        (1, Channel.UNKNOWN),
        (None, Channel.UNKNOWN),
        (False, Channel.UNKNOWN),
        ("2", Channel.UNKNOWN),
        ([], Channel.UNKNOWN),
    ],
)
async def test_the_channel_is_told_by_a_number(first: Sign, number: object, channel: Channel) -> None:
    assert asked(await first.polls(challenge() | {"twofa_type": number})).channel is channel


async def test_only_a_masked_address_is_shown(first: Sign) -> None:
    assert asked(await first.polls(challenge())).hint == "t**@e*****.com"


async def test_an_address_that_is_not_masked_is_kept_nowhere(first: Sign) -> None:
    step = asked(await first.polls(challenge() | {"masked_email": EMAIL, "last_error": f"Sent to {EMAIL}"}))
    assert step.hint is None
    assert EMAIL not in step.resume


async def test_verifying_asks_for_nothing_although_a_code_is_still_needed(first: Sign) -> None:
    await first.polls(challenge())
    assert isinstance(await first.submits(verifying()), Working)
    assert isinstance(await first.polls(verifying()), Working)
    assert await first.polls(CONNECTED) == Done(ACCOUNT)


async def test_verifying_before_anything_was_asked_rejects_nothing(first: Sign) -> None:
    assert isinstance(await first.polls(verifying()), Working)
    assert not asked(await first.polls(challenge())).rejected


@pytest.mark.parametrize("error", [None, "Invalid code"])
async def test_a_challenge_that_is_back_after_verifying_rejects_each_code(
    first: Sign, error: str | None
) -> None:
    seen = {asked(await first.polls(challenge())).challenge}
    for _ in range(3):
        await first.submits(verifying())
        step = asked(await first.polls(challenge(last_error=error)))
        assert step.rejected
        assert step.challenge not in seen
        assert (await first.polls(challenge(last_error=error))) == step
        seen.add(step.challenge)


async def test_an_error_that_appears_rejects_the_code_without_verifying(first: Sign) -> None:
    before = asked(await first.polls(challenge()))
    step = asked(await first.submits(challenge(last_error="Invalid code")))
    assert step.rejected
    assert step.challenge != before.challenge


async def test_a_code_that_is_taken_without_a_verdict_is_working_and_its_challenge_stale(first: Sign) -> None:
    before = asked(await first.polls(challenge()))
    assert isinstance(await first.submits(challenge()), Working)
    assert asked(await first.polls(challenge())).challenge == before.challenge


async def test_a_wrong_code_whose_answer_was_lost_shows_in_the_polls(first: Sign) -> None:
    before = asked(await first.polls(challenge()))
    await first.polls(verifying())
    step = asked(await first.polls(challenge(last_error="Invalid code")))
    assert step.rejected
    assert step.challenge != before.challenge


async def test_a_code_that_is_refused_as_invalid_is_asked_for_again(first: Sign) -> None:
    before = asked(await first.polls(challenge()))
    step = asked(await first.submits({"error": "VALIDATION_ERROR", "errors": {"code": ["x"]}}, 422))
    assert (step.rejected, step.channel, step.hint) == (True, before.channel, before.hint)
    assert step.challenge != before.challenge


async def test_another_factor_is_another_challenge_and_rejects_nothing(first: Sign) -> None:
    before = asked(await first.polls(challenge()))
    await first.submits(verifying())
    step = asked(await first.polls(challenge() | {"twofa_type": 0, "masked_email": None}))
    assert (step.channel, step.rejected, step.hint) == (Channel.AUTHENTICATOR, False, None)
    assert step.challenge != before.challenge


async def test_an_error_without_a_challenge_is_the_end(first: Sign) -> None:
    assert await first.polls(polled("x", last_error="Bad credentials")) == Failed(Reason.LOGIN_FAILED)


async def test_an_error_that_shows_while_verifying_is_judged_after_it(first: Sign) -> None:
    await first.polls(challenge())
    assert isinstance(await first.submits(verifying() | {"last_error": "Too many tries"}), Working)
    assert await first.polls(polled("x", last_error="Too many tries")) == Failed(Reason.LOGIN_FAILED)


async def test_an_error_of_an_earlier_sign_in_does_not_end_this_one(again: Sign) -> None:
    assert isinstance(await again.polls(polled("x", last_error="Session expired")), Working)
    assert isinstance(await again.polls(polled("y", last_error="Session expired")), Working)
    assert not asked(await again.polls(challenge(last_error="Session expired"))).rejected


async def test_another_error_than_before_ends_the_sign_in(again: Sign) -> None:
    assert await again.polls(polled("x", last_error="Bad credentials")) == Failed(Reason.LOGIN_FAILED)


async def test_an_error_that_came_back_ends_the_sign_in(again: Sign) -> None:
    assert isinstance(await again.polls(polled("x")), Working)
    assert await again.polls(polled("x", last_error="Session expired")) == Failed(Reason.LOGIN_FAILED)


async def test_a_reauthentication_said_to_be_impossible_is_told_by_the_poll(
    adapter: OnlyFansApiFansly, vendor: Vendor
) -> None:
    vendor.answer(BEFORE, json_reply({"message": "x", "reason": "Account is already authenticated"}, 400))
    step = await adapter.start(AGAIN)
    vendor.answer(json_reply(CONNECTED))
    assert await adapter.check(resume_of(step)) == Done(ACCOUNT)


async def test_a_reauthentication_may_answer_as_a_poll_does(
    adapter: OnlyFansApiFansly, vendor: Vendor
) -> None:
    vendor.answer(BEFORE, json_reply(challenge()))
    assert asked(await adapter.start(AGAIN)).channel is Channel.EMAIL


async def test_a_session_that_is_over_is_signed_in_again(adapter: OnlyFansApiFansly, vendor: Vendor) -> None:
    over = {"error": "SESSION_EXPIRED:NEEDS_REAUTHENTICATION"}
    vendor.answer(json_reply(over, 401), json_reply({"success": True}))
    assert isinstance(await adapter.start(AGAIN), Working)
    assert [came.method for came in vendor.came] == ["GET", "POST"]


async def test_a_lost_first_connection_is_found_by_the_reference_and_polled(
    adapter: OnlyFansApiFansly, vendor: Vendor
) -> None:
    other = row(id="fansly_acct_2", display_name="Luna (Moonlight Agency) cb-aaaaaaaaaaaa")
    vendor.answer(json_reply([other, row()]), json_reply(challenge()))
    step = asked(await adapter.recover(lost(Platform.FANSLY)))
    assert [came.path for came in vendor.came] == ["/api/fansly/accounts", HANDLE]
    vendor.answer(json_reply(CONNECTED))
    assert await adapter.check(step.resume) == Done(ACCOUNT)


async def test_a_lost_start_of_a_known_account_is_polled(adapter: OnlyFansApiFansly, vendor: Vendor) -> None:
    vendor.answer(json_reply(challenge(last_error="Session expired")))
    assert not asked(await adapter.recover(lost(Platform.FANSLY, ACCOUNT))).rejected
    assert [came.path for came in vendor.came] == [HANDLE]
    vendor.answer(json_reply(polled("x", last_error="Session expired")))
    assert await adapter.recover(lost(Platform.FANSLY, ACCOUNT)) is None


@pytest.mark.parametrize(
    "name", ["Luna (Moonlight Agency) cb-aaaaaaaaaaaa", f"{LABEL} cb-aaaaaaaaaaaa", f"Luna ({REFERENCE})"]
)
async def test_a_lost_first_connection_that_is_not_listed_under_its_reference_is_not_seen(
    adapter: OnlyFansApiFansly, vendor: Vendor, name: str
) -> None:
    vendor.answer(json_reply([row(display_name=name)]))
    assert await adapter.recover(lost(Platform.FANSLY)) is None


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, ListedAccount(ACCOUNT, "stella", connected=True)),
        ({"fansly_username": None}, ListedAccount(ACCOUNT, LABEL, connected=True)),
        ({"fansly_username": " ", "display_name": EMAIL}, ListedAccount(ACCOUNT, None, connected=True)),
        ({"is_authenticated": False}, ListedAccount(ACCOUNT, "stella", connected=False)),
        ({"is_authenticated": "yes"}, ListedAccount(ACCOUNT, "stella", connected=None)),
    ],
)
async def test_an_account_is_listed_by_its_name_and_never_by_an_address(
    adapter: OnlyFansApiFansly, vendor: Vendor, members: dict[str, Any], expected: ListedAccount
) -> None:
    vendor.answer(json_reply([None, {"id": "../me"}, row(**members)]))
    assert await adapter.list_accounts() == (expected,)


async def test_the_key_is_tried_by_having_it_named(adapter: OnlyFansApiFansly, vendor: Vendor) -> None:
    vendor.answer(json_reply({"api_key": {"name": "x"}, "team": {"name": "y", "slug": "y"}}))
    assert await adapter.preflight() is None
    assert [(came.method, came.path) for came in vendor.came] == [("GET", "/api/whoami")]
