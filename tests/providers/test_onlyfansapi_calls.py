"""What OnlyFansAPI is sent, and what its refusals mean, answered by a vendor that does as told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from providers.base import (
    CanConfirmLink,
    CanDisconnect,
    CanListAccounts,
    CanLoginByApp,
    CanReconnect,
    CanSendCode,
    CanStepUp,
    CanSwitchChannel,
    HasHostedLogin,
)
from providers.errors import Unavailable, Unreadable
from providers.logins import CountryProxy, CustomProxy, Login, Platform, Proxy, StoredCredentials
from providers.onlyfansapi.adapter import OnlyFansApi
from providers.registry import build
from providers.secret import Secret
from providers.steps import Channel, CodeNeeded, Done, Failed, LinkKind, LinkNeeded, Reason, Working
from sandbox.serving import serve_app
from tests.contract.case import (
    CODE,
    EMAIL,
    KEY,
    LABEL,
    PASSWORD,
    REFERENCE,
    app_login,
    connection,
    hosted,
    lost,
)
from tests.contract.onlyfansapi import (
    ACCEPTED,
    ASKING,
    DEEP_LINK,
    RESTARTED,
    ROWS,
    SESSION,
    STARTED,
    WITH_APP,
    poll,
    row,
)
from tests.contract.vendor import Reply, Vendor, json_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FIRST = connection(Platform.ONLYFANS)
AGAIN = StoredCredentials("acct_1")
EXPIRED = {"error": "SESSION_EXPIRED:NEEDS_REAUTHENTICATION", "message": "x"}
SELFIE = poll("needs-face-otp", needs_face_otp=True)


@pytest.fixture
def vendor() -> Vendor:
    """Give a vendor that does as told."""
    return Vendor()


@pytest.fixture
async def adapter(vendor: Vendor) -> AsyncIterator[OnlyFansApi]:
    """Build the adapter for the vendor's address."""
    async with serve_app(vendor) as base_url:
        built = build("onlyfansapi", Secret(KEY), f"{base_url}/")
        assert isinstance(built, OnlyFansApi)
        yield built
        await built.aclose()


async def sent(adapter: OnlyFansApi, vendor: Vendor, login: Login, *answers: Any) -> tuple[str, str, Any]:  # noqa: ANN401 - JSON
    """Start a login and give method, path and body of its last request."""
    vendor.answer(*map(json_reply, answers))
    assert not isinstance(await adapter.start(login), Failed)
    came = vendor.came[-1]
    return came.method, came.path, json.loads(came.body) if came.body else None


async def at(adapter: OnlyFansApi, vendor: Vendor, body: dict[str, Any]) -> Any:  # noqa: ANN401 - a step that resumes
    """Come to where a poll answers `body`."""
    vendor.answer(json_reply(RESTARTED), json_reply(body))
    begun = await adapter.start(AGAIN)
    assert isinstance(begun, Working)
    return await adapter.check(begun.resume)


async def test_it_can_do_what_the_vendor_offers(adapter: OnlyFansApi) -> None:
    for capability in (
        CanReconnect,
        CanLoginByApp,
        HasHostedLogin,
        CanSendCode,
        CanConfirmLink,
        CanListAccounts,
        CanDisconnect,
    ):
        assert isinstance(adapter, capability)
    assert not isinstance(adapter, (CanStepUp, CanSwitchChannel))


@pytest.mark.parametrize(
    ("proxy", "named"),
    [
        (None, {}),
        (CountryProxy("gb"), {"proxyCountry": "gb"}),
        (CustomProxy("203.0.113.7", 8080), {"customProxy": {"host": "203.0.113.7", "port": 8080}}),
        (
            CustomProxy("203.0.113.7", 8080, Secret("moon"), Secret("light")),
            {"customProxy": {"host": "203.0.113.7", "port": 8080, "username": "moon", "password": "light"}},
        ),
    ],
)
async def test_a_first_connection_names_label_sign_in_and_proxy(
    adapter: OnlyFansApi, vendor: Vendor, proxy: Proxy | None, named: dict[str, Any]
) -> None:
    with_password = {"name": LABEL, "email": EMAIL, "password": PASSWORD, **named}
    login = replace(FIRST, proxy=proxy)
    assert await sent(adapter, vendor, login, STARTED) == ("POST", "/api/authenticate", with_password)
    with_app = {"name": LABEL, "auth_type": "mobile_app", **named}
    by_app = replace(app_login(Platform.ONLYFANS), proxy=proxy)
    assert await sent(adapter, vendor, by_app, WITH_APP) == ("POST", "/api/authenticate", with_app)


async def test_force_is_said_only_where_it_is_wanted(adapter: OnlyFansApi, vendor: Vendor) -> None:
    _, _, body = await sent(adapter, vendor, replace(FIRST, force=True), STARTED)
    assert body["force_connect"] is True


async def test_new_credentials_name_neither_label_nor_proxy_nor_force(
    adapter: OnlyFansApi, vendor: Vendor
) -> None:
    path = "/api/authenticate/acct_1/credentials"
    login = replace(FIRST, account="acct_1", proxy=CountryProxy("us"), force=True)
    body = {"email": EMAIL, "password": PASSWORD}
    assert await sent(adapter, vendor, login, STARTED) == ("PUT", path, body)
    by_app = app_login(Platform.ONLYFANS, account="acct_1")
    assert await sent(adapter, vendor, by_app, WITH_APP) == ("PUT", path, {"auth_type": "mobile_app"})


async def test_the_apps_link_is_shown_and_waited_for(adapter: OnlyFansApi, vendor: Vendor) -> None:
    vendor.answer(json_reply(WITH_APP))
    step = await adapter.start(app_login(Platform.ONLYFANS))
    assert isinstance(step, LinkNeeded)
    assert (step.kind, step.app_link, step.needs_confirmation) == (LinkKind.APP, DEEP_LINK, False)
    vendor.answer(json_reply(poll("authenticated")))
    assert await adapter.check(step.resume) == Done("acct_1", "stella")


async def test_a_start_that_names_no_attempt_is_unreadable(adapter: OnlyFansApi, vendor: Vendor) -> None:
    for answer in ({}, {"attempt_id": "acct_1"}, RESTARTED | {"polling_url": "https://evil.example/steal"}):
        vendor.answer(json_reply(answer))
        with pytest.raises(Unreadable):
            await adapter.start(FIRST)


async def test_a_session_of_the_account_that_ended_is_not_the_key(
    adapter: OnlyFansApi, vendor: Vendor
) -> None:
    vendor.answer(json_reply(EXPIRED, 401))
    assert await adapter.start(AGAIN) == Failed(Reason.SESSION_EXPIRED)
    assert await adapter.start(FIRST) == Failed(Reason.SESSION_EXPIRED)
    vendor.answer(json_reply(RESTARTED), json_reply(EXPIRED, 401))
    begun = await adapter.start(AGAIN)
    assert isinstance(begun, Working)
    assert await adapter.check(begun.resume) == Failed(Reason.SESSION_EXPIRED)


@pytest.mark.parametrize("status", [400, 409, 422])
async def test_an_account_that_is_connected_already_is_told_by_its_one_sign(
    adapter: OnlyFansApi, vendor: Vendor, status: int
) -> None:
    vendor.answer(json_reply({"message": "The account is Already Connected to your team."}, status))
    assert await adapter.start(FIRST) == Failed(Reason.ALREADY_CONNECTED)
    assert await adapter.start(app_login(Platform.ONLYFANS)) == Failed(Reason.ALREADY_CONNECTED)


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ({"email": ["x"]}, Reason.CREDENTIALS_REFUSED),
        ({"password": ["x"], "name": ["x"]}, Reason.CREDENTIALS_REFUSED),
        ({"proxyCountry": ["x"]}, Reason.REQUEST_REFUSED),
        ({}, Reason.REQUEST_REFUSED),
    ],
)
async def test_a_start_that_is_invalid_blames_her_only_for_what_she_typed(
    adapter: OnlyFansApi, vendor: Vendor, errors: dict[str, Any], reason: Reason
) -> None:
    vendor.answer(json_reply({"error": "VALIDATION_ERROR", "errors": errors}, 422))
    for login in (FIRST, replace(FIRST, account="acct_1"), AGAIN):
        assert await adapter.start(login) == Failed(reason)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row("acct_1")], Reason.ALREADY_CONNECTED),
        ([row("acct_1", signed_in=False), row("acct_2")], Reason.NO_STORED_CREDENTIALS),
        ([], Reason.NO_STORED_CREDENTIALS),
    ],
)
async def test_why_a_reauthentication_is_impossible_is_told_by_the_list_and_not_by_prose(
    adapter: OnlyFansApi, vendor: Vendor, rows: list[Any], reason: Reason
) -> None:
    vendor.answer(
        json_reply({"message": "Can't.", "reason": "Mercury is in retrograde"}, 400), json_reply(rows)
    )
    assert await adapter.start(AGAIN) == Failed(reason)
    assert [came.method for came in vendor.came] == ["POST", "GET"]


async def test_why_it_is_impossible_stays_open_if_the_list_fails(
    adapter: OnlyFansApi, vendor: Vendor
) -> None:
    impossible = json_reply({"reason": "x"}, 400)
    vendor.answer(impossible, json_reply({}, 402))
    assert await adapter.start(AGAIN) == Failed(Reason.PLAN_REFUSED)
    vendor.answer(impossible, json_reply({}, 503))
    with pytest.raises(Unavailable):
        await adapter.start(AGAIN)


async def test_a_code_that_is_invalid_is_asked_anew_at_once(adapter: OnlyFansApi, vendor: Vendor) -> None:
    asked = await at(adapter, vendor, ASKING)
    vendor.answer(json_reply({"error": "VALIDATION_ERROR", "errors": {"code": ["x"]}}, 422))
    again = await adapter.submit_code(asked.resume, Secret("1"))
    assert isinstance(again, CodeNeeded)
    assert (again.rejected, again.channel, again.hint) == (True, Channel.SMS, "…42")
    assert again.challenge != asked.challenge


async def test_an_answer_that_came_too_late_is_looked_after(adapter: OnlyFansApi, vendor: Vendor) -> None:
    for body, act in ((ASKING, adapter.send_code), (SELFIE, adapter.confirm_link)):
        step = await at(adapter, vendor, body)
        vendor.answer(json_reply({"message": "Nothing is wanted."}, 400), json_reply(poll("authenticated")))
        assert await act(step.resume) == Done("acct_1", "stella")
    asked = await at(adapter, vendor, ASKING)
    vendor.answer(json_reply({"message": "Nothing is wanted."}, 400), json_reply(ASKING))
    assert await adapter.submit_code(asked.resume, Secret(CODE)) == asked
    assert len(vendor.writes()) == 1


async def test_a_selfie_is_confirmed_by_a_boolean_and_once_by_a_text(
    adapter: OnlyFansApi, vendor: Vendor
) -> None:
    step = await at(adapter, vendor, SELFIE)
    vendor.answer(ACCEPTED)
    assert isinstance(await adapter.confirm_link(step.resume), Working)
    assert [json.loads(came.body) for came in vendor.came] == [{"selfie_verification_completed": True}]
    vendor.answer(json_reply({}, 422), ACCEPTED)
    assert isinstance(await adapter.confirm_link(step.resume), Working)
    assert [json.loads(came.body)["selfie_verification_completed"] for came in vendor.came] == [True, "true"]
    vendor.answer(json_reply({}, 422))
    vendor.replies = [json_reply({}, 422), json_reply({}, 422), json_reply(SELFIE)]
    assert await adapter.confirm_link(step.resume) == step
    assert len(vendor.writes()) == 2


async def test_an_email_is_another_way_through_the_same_question(
    adapter: OnlyFansApi, vendor: Vendor
) -> None:
    asked = await at(adapter, vendor, ASKING)
    assert asked.resend_after == 60
    for reply in (json_reply({"success": True, "message": "E-mail sent to s@example.com"}), Reply(b"", 204)):
        vendor.answer(reply)
        mailed = await adapter.send_code(asked.resume)
        assert isinstance(mailed, CodeNeeded)
        resume = mailed.resume
        assert mailed == replace(asked, resume=resume, mailed_link=True)
        assert [came.path for came in vendor.came] == ["/api/authenticate/auth_1/send-email-to-creator"]
    vendor.answer(json_reply(ASKING))
    assert await adapter.check(resume) == mailed
    vendor.answer(json_reply(poll("authenticated")))
    assert await adapter.check(resume) == Done("acct_1", "stella")


async def test_no_email_is_sent_at_another_gate(adapter: OnlyFansApi, vendor: Vendor) -> None:
    step = await at(adapter, vendor, SELFIE)
    assert await adapter.send_code(step.resume) == step
    assert vendor.writes()[1:] == []


async def test_a_hosted_login_is_a_page_of_the_configured_address(
    adapter: OnlyFansApi, vendor: Vendor
) -> None:
    login = hosted(Platform.ONLYFANS, "uk")
    body = {"display_name": LABEL, "client_reference_id": REFERENCE, "proxy_country": "uk"}
    assert await sent(adapter, vendor, login, ROWS, SESSION) == ("POST", "/api/client-sessions", body)
    vendor.answer(json_reply(ROWS), json_reply(SESSION))
    step = await adapter.start(replace(login, proxy=None))
    assert "proxy_country" not in json.loads(vendor.came[-1].body)
    assert isinstance(step, LinkNeeded)
    host = vendor.came[-1].headers["host"]
    assert (step.kind, step.url) == (LinkKind.HOSTED, f"http://{host}/embed-auth/ofapi_cs_1")
    vendor.answer(json_reply(ROWS))
    assert await adapter.check(step.resume) == step
    vendor.answer(json_reply([*ROWS, row("acct_9", name=LABEL, username="stella")]))
    assert await adapter.check(step.resume) == Done("acct_9", "stella")
    assert vendor.writes() == []


@pytest.mark.parametrize("token", ["", "../me", "a/b", "a?b", None, 7, "x" * 65])
async def test_a_session_without_a_usable_token_is_unreadable(
    adapter: OnlyFansApi, vendor: Vendor, token: object
) -> None:
    vendor.answer(json_reply([]), json_reply({"data": {"token": token}}))
    with pytest.raises(Unreadable):
        await adapter.start(hosted(Platform.ONLYFANS))


async def test_a_hosted_login_takes_neither_code_nor_word(adapter: OnlyFansApi, vendor: Vendor) -> None:
    vendor.answer(json_reply(ROWS), json_reply(SESSION))
    step = await adapter.start(hosted(Platform.ONLYFANS))
    assert isinstance(step, LinkNeeded)
    vendor.came.clear()
    assert await adapter.submit_code(step.resume, Secret(CODE)) == Failed(Reason.ATTEMPT_GONE)
    assert await adapter.confirm_link(step.resume) == Failed(Reason.ATTEMPT_GONE)
    assert await adapter.send_code(step.resume) == Failed(Reason.ATTEMPT_GONE)
    assert vendor.came == []


async def test_a_lost_start_is_looked_for_in_the_list(adapter: OnlyFansApi, vendor: Vendor) -> None:
    vendor.answer(json_reply([row("acct_9", name=LABEL, username="stella"), *ROWS]))
    assert await adapter.recover(lost(Platform.ONLYFANS)) == Done("acct_9", "stella")
    assert await adapter.recover(lost(Platform.ONLYFANS, "acct_1")) == Done("acct_1", "stella")
    assert await adapter.recover(lost(Platform.ONLYFANS, "acct_2")) is None
    vendor.answer(json_reply({}, 403))
    assert await adapter.recover(lost(Platform.ONLYFANS)) is None


@pytest.mark.parametrize("body", [{}, {"api_key": None}, {"team": {"name": "x"}}])
async def test_a_key_that_nobody_answers_for_is_unreadable(
    adapter: OnlyFansApi, vendor: Vendor, body: dict[str, Any]
) -> None:
    vendor.answer(json_reply(body))
    with pytest.raises(Unreadable):
        await adapter.preflight()
