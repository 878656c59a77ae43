"""What is special in the Fansly API, answered by a vendor that does as told."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from providers.apifansly.adapter import ApiFansly
from providers.base import CanReconnect, CanStepUp
from providers.errors import ProviderError, Throttled, Unavailable, Unreadable
from providers.logins import CountryProxy, CustomProxy, Platform, StepUp, StoredCredentials
from providers.registry import build
from providers.secret import Secret
from providers.steps import Channel, CodeNeeded, Done, Failed, ListedAccount, Reason, Step
from sandbox.serving import serve_app
from tests.contract.apifansly import (
    ACCOUNT,
    LOGIN_TOKEN,
    MASKED,
    STEP_UP_TOKEN,
    accounts,
    by_fansly,
    code_sent,
    code_taken,
    connected,
    refusal,
    row,
    success,
    wants_code,
)
from tests.contract.case import CODE, EMAIL, KEY, LABEL, PASSWORD, REFERENCE, connection, lost, shown
from tests.contract.spoiling import GONE, spoilt
from tests.contract.vendor import Reply, Vendor, json_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FIRST = connection(Platform.FANSLY, proxy=CountryProxy("gb"))
VERIFY = "/api/fansly/verify-2fa"
PERSON = {"username": EMAIL, "password": PASSWORD, "name": LABEL, "countryCode": "GB"}


@pytest.fixture
def vendor() -> Vendor:
    """Give a vendor that does as told."""
    return Vendor()


@pytest.fixture
async def adapter(vendor: Vendor) -> AsyncIterator[ApiFansly]:
    """Build the adapter for the vendor's address."""
    async with serve_app(vendor) as base_url:
        built = build("apifansly", Secret(KEY), base_url)
        assert isinstance(built, ApiFansly)
        yield built
        await built.aclose()


def asked(step: Step) -> CodeNeeded:
    """Take a step that has to want a code."""
    assert isinstance(step, CodeNeeded)
    return step


async def begin(adapter: ApiFansly, vendor: Vendor, answer: object, status: int = 200) -> Step:
    """Begin a login, answered with `answer`."""
    vendor.answer(json_reply(answer, status))
    return await adapter.start(FIRST)


async def submit(
    adapter: ApiFansly, vendor: Vendor, step: CodeNeeded, answer: object, status: int = 200
) -> Step:
    """Hand over a code, answered with `answer`."""
    vendor.answer(json_reply(answer, status))
    return await adapter.submit_code(step.resume, Secret(CODE))


@pytest.fixture
async def login(adapter: ApiFansly, vendor: Vendor) -> CodeNeeded:
    """Begin a login that wants a code."""
    return asked(await begin(adapter, vendor, wants_code()))


@pytest.fixture
async def step_up(adapter: ApiFansly, vendor: Vendor) -> CodeNeeded:
    """Begin a step-up."""
    vendor.answer(json_reply(code_sent()))
    return asked(await adapter.start(StepUp(ACCOUNT)))


async def test_it_steps_up_and_cannot_reconnect(adapter: ApiFansly) -> None:
    assert isinstance(adapter, CanStepUp)
    assert not isinstance(adapter, CanReconnect)
    assert await adapter.start(StoredCredentials(ACCOUNT)) == Failed(Reason.UNSUPPORTED)


@pytest.mark.parametrize("proxy", [None, CustomProxy("203.0.113.7", 8080)])
async def test_a_login_without_a_country_is_not_sent(
    adapter: ApiFansly, vendor: Vendor, proxy: CustomProxy | None
) -> None:
    vendor.answer(json_reply(connected()))
    assert await adapter.start(connection(Platform.FANSLY, proxy=proxy)) == Failed(Reason.UNSUPPORTED)
    assert vendor.came == []


async def test_a_login_without_second_factor_is_done_at_once(adapter: ApiFansly, vendor: Vendor) -> None:
    assert await begin(adapter, vendor, connected()) == Done(ACCOUNT)
    assert json.loads(vendor.came[0].body) == PERSON
    assert vendor.came[0].headers["x-api-key"] == KEY
    assert "authorization" not in vendor.came[0].headers


async def test_her_password_is_in_the_two_bodies_and_the_resume_and_nowhere_else(
    adapter: ApiFansly, vendor: Vendor, capsys: pytest.CaptureFixture[str]
) -> None:
    step = asked(await begin(adapter, vendor, wants_code()))
    assert step.holds_password
    assert (step.channel, step.hint) == (Channel.EMAIL, MASKED)
    bodies = [came.body for came in vendor.came]
    assert await submit(adapter, vendor, step, connected()) == Done(ACCOUNT)
    bodies += [came.body for came in vendor.came]
    assert json.loads(bodies[1]) == {**PERSON, "twoFactorToken": LOGIN_TOKEN, "twoFactorCode": CODE}
    assert [PASSWORD.encode() in body for body in bodies] == [True, True]
    assert PASSWORD in step.resume
    assert PASSWORD not in shown(step)
    printed = capsys.readouterr()
    assert not [
        secret for secret in (PASSWORD, CODE, LOGIN_TOKEN, EMAIL) if secret in printed.out + printed.err
    ]


@pytest.mark.parametrize("flag", ["requires_2fa", "requires2FA", "requires2fa"])
@pytest.mark.parametrize("token", ["twofa_token", "twoFactorToken", "twofaToken"])
@pytest.mark.parametrize("address", ["masked_email", "maskedEmail"])
async def test_every_spelling_in_either_envelope_wants_a_code(
    adapter: ApiFansly, vendor: Vendor, flag: str, token: str, address: str
) -> None:
    fields = {flag: True, token: LOGIN_TOKEN, address: MASKED}
    for answer in (success(fields), by_fansly(fields)):
        step = asked(await begin(adapter, vendor, answer))
        assert (step.channel, step.hint) == (Channel.EMAIL, MASKED)
        await submit(adapter, vendor, step, connected())
        assert json.loads(vendor.came[0].body)["twoFactorToken"] == LOGIN_TOKEN


async def test_without_a_masked_address_the_channel_is_unknown(adapter: ApiFansly, vendor: Vendor) -> None:
    step = asked(await begin(adapter, vendor, wants_code(masked_email=None)))
    assert (step.channel, step.hint) == (Channel.UNKNOWN, None)


async def test_an_address_that_is_not_masked_is_not_shown(adapter: ApiFansly, vendor: Vendor) -> None:
    step = asked(await begin(adapter, vendor, wants_code(masked_email=EMAIL)))
    assert (step.channel, step.hint) == (Channel.EMAIL, None)


@pytest.mark.parametrize("token", [None, "", 7, True, [], "with space", "line\nbreak", "x" * 2049, "ключ"])
async def test_a_second_factor_without_a_usable_token_is_the_end(
    adapter: ApiFansly, vendor: Vendor, token: object
) -> None:
    answer = wants_code(twofa_token=token, account_id=ACCOUNT)
    assert await begin(adapter, vendor, answer) == Failed(Reason.LOGIN_FAILED)


async def test_a_login_that_is_neither_connected_nor_wants_a_code_is_unreadable(
    adapter: ApiFansly, vendor: Vendor
) -> None:
    for answer in (success({}), success({"account_id": 7}), success({"requires_2fa": False})):
        with pytest.raises(Unreadable):
            await begin(adapter, vendor, answer)


NO_SUCCESS = {
    "a refusal of the vendor's": refusal(400),
    "a refusal of Fansly's": success({"status_code": 400, "account_id": ACCOUNT}),
    "a success that is none": success({"account_id": ACCOUNT, "data": {"success": False}}),
    "a success that is none, outside": success({"account_id": ACCOUNT, "success": False}),
    "Fansly's refusal of a session": success({"status_code": 401, "account_id": ACCOUNT}),
}


@pytest.mark.parametrize("answer", NO_SUCCESS.values(), ids=NO_SUCCESS.keys())
async def test_a_refusal_inside_a_success_of_http_is_a_refusal(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded, answer: dict[str, Any]
) -> None:
    assert await begin(adapter, vendor, answer) == Failed(Reason.CREDENTIALS_REFUSED)
    wrong = asked(await submit(adapter, vendor, login, answer))
    assert wrong.rejected


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(500), Unavailable),
        (refusal(429), Throttled),
        (success({"status_code": 503}), Unavailable),
        (success({"status_code": 429}), Throttled),
        (success(None), Unreadable),
        (success([]), Unreadable),
        (refusal(302), Unreadable),
        (success({"account_id": ACCOUNT}) | {"statusCode": "200"}, Unreadable),
        (success({"account_id": ACCOUNT, "status_code": True}), Unreadable),
    ],
)
async def test_a_fault_inside_a_success_of_http_is_that_fault(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded, answer: dict[str, Any], error: type[ProviderError]
) -> None:
    with pytest.raises(error):
        await begin(adapter, vendor, answer)
    with pytest.raises(error):
        await submit(adapter, vendor, login, answer)


async def test_an_envelope_without_status_is_a_success(adapter: ApiFansly, vendor: Vendor) -> None:
    assert await begin(adapter, vendor, {"data": {"account_id": ACCOUNT}}) == Done(ACCOUNT)


async def test_a_wrong_code_is_asked_for_again_with_the_same_token(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded
) -> None:
    step, seen = login, {login.challenge}
    for _ in range(3):
        step = asked(await submit(adapter, vendor, step, refusal(400), 400))
        assert (step.rejected, step.holds_password, step.hint) == (True, True, MASKED)
        assert step.challenge not in seen
        seen.add(step.challenge)
        assert json.loads(vendor.came[0].body)["twoFactorToken"] == LOGIN_TOKEN


async def test_a_code_answered_with_another_token_is_asked_for_again_with_that_one(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded
) -> None:
    step = asked(await submit(adapter, vendor, login, wants_code(twofa_token="another")))
    assert step.rejected
    assert step.challenge != login.challenge
    await submit(adapter, vendor, step, connected())
    assert json.loads(vendor.came[0].body)["twoFactorToken"] == "another"


REFUSED_CODE = {
    401: Reason.KEY_REFUSED,
    402: Reason.PLAN_REFUSED,
    403: Reason.SCOPE_REFUSED,
    404: Reason.ATTEMPT_GONE,
    410: Reason.ATTEMPT_GONE,
}


@pytest.mark.parametrize("status", REFUSED_CODE)
async def test_a_refused_verification_has_its_reason(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded, step_up: CodeNeeded, status: int
) -> None:
    for step in (login, step_up):
        outcome = await submit(adapter, vendor, step, refusal(status), status)
        assert outcome == Failed(REFUSED_CODE[status])


async def test_the_wait_of_the_vendors_own_header_is_told(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded
) -> None:
    vendor.answer(json_reply(refusal(429), 429, X_RateLimit_Retry_After="9"))
    with pytest.raises(Throttled) as caught:
        await adapter.submit_code(login.resume, Secret(CODE))
    assert caught.value.retry_after == 9


async def test_a_lost_verification_that_connected_is_found_in_the_list(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded
) -> None:
    vendor.answer(Reply(b"{", headers={"content-length": "100"}))
    with pytest.raises(ProviderError):
        await adapter.submit_code(login.resume, Secret(CODE))
    vendor.answer(json_reply(accounts(row(accountId="fansly_2", name="Luna"), row())))
    assert await adapter.check(login.resume) == Done(ACCOUNT)
    assert [(came.method, came.path) for came in vendor.came] == [("GET", "/api/fansly/accounts")]


@pytest.mark.parametrize("status", [400, 404, 410])
async def test_a_code_stays_open_though_the_list_is_refused(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded, status: int
) -> None:
    vendor.answer(json_reply(refusal(status), status))
    assert await adapter.check(login.resume) == login


async def test_a_lost_start_is_found_in_the_list_by_its_reference(adapter: ApiFansly, vendor: Vendor) -> None:
    vendor.answer(json_reply(accounts(row(accountId="fansly_2", name="Luna cb-aaaaaaaaaaaa"), row())))
    assert await adapter.recover(lost(Platform.FANSLY)) == Done(ACCOUNT)
    vendor.answer(json_reply(accounts(row(name="Luna cb-aaaaaaaaaaaa"))))
    assert await adapter.recover(lost(Platform.FANSLY)) is None
    vendor.answer(json_reply(refusal(401), 401))
    assert await adapter.recover(lost(Platform.FANSLY)) == Failed(Reason.KEY_REFUSED)


@pytest.mark.parametrize("name", [f"{LABEL} cb-aaaaaaaaaaaa", f"Luna ({REFERENCE})", f"Luna x{REFERENCE}"])
async def test_a_name_that_only_quotes_the_reference_is_somebody_elses(
    adapter: ApiFansly, vendor: Vendor, login: CodeNeeded, name: str
) -> None:
    vendor.answer(json_reply(accounts(row(name=name))), json_reply(accounts(row(name=name))))
    assert await adapter.recover(lost(Platform.FANSLY)) is None
    assert await adapter.check(login.resume) == login


@pytest.mark.parametrize("name", [EMAIL, "", None, 7])
async def test_an_account_is_listed_without_any_address(
    adapter: ApiFansly, vendor: Vendor, name: object
) -> None:
    vendor.answer(json_reply(accounts(None, {"accountId": "../me"}, row(name=name))))
    assert await adapter.list_accounts() == (ListedAccount(ACCOUNT),)


async def test_a_step_up_has_the_code_mailed_and_passes_the_token_on_untouched(
    adapter: ApiFansly, vendor: Vendor
) -> None:
    vendor.answer(json_reply(code_sent()))
    step = asked(await adapter.start(StepUp(ACCOUNT)))
    assert (vendor.came[0].method, vendor.came[0].path) == ("POST", f"/api/fansly/{ACCOUNT}/twofa/session")
    assert json.loads(vendor.came[0].body) == {"useEmailTwoFAFallback": True}
    assert (step.channel, step.hint, step.holds_password) == (Channel.EMAIL, MASKED, False)

    assert await submit(adapter, vendor, step, code_taken()) == Done(None)
    assert vendor.came[0].path == f"/api/fansly/{ACCOUNT}/twofa/session/verify"
    assert json.loads(vendor.came[0].body) == {"token": STEP_UP_TOKEN, "code": CODE, "mode": 1}


async def test_a_step_ups_code_is_judged_by_success_alone(
    adapter: ApiFansly, vendor: Vendor, step_up: CodeNeeded
) -> None:
    for answer in spoilt(code_taken()["data"]["data"]["response"], GONE):
        assert await submit(adapter, vendor, step_up, by_fansly(answer)) == Done(None)
    assert asked(await submit(adapter, vendor, step_up, code_taken(granted=False))).rejected
    for answer in (success({}), success({"data": {"response": {"status": 3}}})):
        with pytest.raises(Unreadable):
            await submit(adapter, vendor, step_up, answer)


async def test_what_a_step_up_echoes_is_kept_nowhere(
    adapter: ApiFansly, vendor: Vendor, step_up: CodeNeeded
) -> None:
    wrong = asked(await submit(adapter, vendor, step_up, code_taken(granted=False)))
    echoed = (CODE, EMAIL, "203.0.113.9", "87545")
    assert not [value for value in echoed if value in wrong.resume + shown(wrong)]
    vendor.answer(json_reply(code_taken() | {"data": {"status_code": 200, "data": {"response": [*echoed]}}}))
    with pytest.raises(Unreadable) as caught:
        await adapter.submit_code(step_up.resume, Secret(CODE))
    parts = traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    ours = "\n".join(part for part in parts if "/tests/" not in part)
    assert not [value for value in (*echoed, STEP_UP_TOKEN) if value in ours]


async def test_a_wrong_step_up_code_is_asked_for_again_with_the_same_token(
    adapter: ApiFansly, vendor: Vendor, step_up: CodeNeeded
) -> None:
    wrong = asked(await submit(adapter, vendor, step_up, refusal(400), 400))
    assert (wrong.rejected, wrong.hint) == (True, MASKED)
    assert wrong.challenge != step_up.challenge
    await submit(adapter, vendor, wrong, code_taken())
    assert json.loads(vendor.came[0].body)["token"] == STEP_UP_TOKEN


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        (refusal(404), 404, Reason.ACCOUNT_UNKNOWN),
        (refusal(400), 400, Reason.REQUEST_REFUSED),
        (refusal(401), 401, Reason.KEY_REFUSED),
        (refusal(401) | {"message": "SESSION_EXPIRED"}, 401, Reason.SESSION_EXPIRED),
        (success({"status_code": 401}), 200, Reason.SESSION_EXPIRED),
        (by_fansly({}, granted=False), 200, Reason.REQUEST_REFUSED),
    ],
)
async def test_a_refused_step_up_has_its_reason(
    adapter: ApiFansly, vendor: Vendor, answer: dict[str, Any], status: int, reason: Reason
) -> None:
    vendor.answer(json_reply(answer, status))
    assert await adapter.start(StepUp(ACCOUNT)) == Failed(reason)


async def test_a_401_is_the_accounts_session_where_the_key_may_list_the_accounts(
    adapter: ApiFansly, vendor: Vendor, step_up: CodeNeeded
) -> None:
    for call in (adapter.start(StepUp(ACCOUNT)), adapter.check(step_up.resume)):
        vendor.answer(json_reply(refusal(401), 401), json_reply(accounts()))
        assert await call == Failed(Reason.SESSION_EXPIRED)
        assert (vendor.came[-1].method, vendor.came[-1].path) == ("GET", "/api/fansly/accounts")


@pytest.mark.parametrize("response", [{}, {"emailTwofa": None}, {"emailTwofa": {"token": "two words"}}])
async def test_a_step_up_without_a_usable_token_is_unreadable(
    adapter: ApiFansly, vendor: Vendor, response: dict[str, Any]
) -> None:
    vendor.answer(json_reply(by_fansly(response)))
    with pytest.raises(Unreadable):
        await adapter.start(StepUp(ACCOUNT))


async def test_a_step_up_looks_whether_the_account_is_signed_in_still(
    adapter: ApiFansly, vendor: Vendor, step_up: CodeNeeded
) -> None:
    vendor.answer(json_reply(by_fansly({"account": {"id": "1", "username": "stella"}})))
    assert await adapter.check(step_up.resume) == step_up
    assert [(came.method, came.path) for came in vendor.came] == [("GET", f"/api/fansly/{ACCOUNT}/me")]
    vendor.answer(json_reply(success({"status_code": 401})))
    assert await adapter.check(step_up.resume) == Failed(Reason.SESSION_EXPIRED)
    vendor.answer(json_reply(refusal(404), 404))
    assert await adapter.check(step_up.resume) == Failed(Reason.ACCOUNT_UNKNOWN)
    vendor.answer(json_reply(refusal(403), 403))
    assert await adapter.check(step_up.resume) == step_up


async def test_a_refusal_inside_a_success_does_not_disconnect(adapter: ApiFansly, vendor: Vendor) -> None:
    vendor.answer(json_reply(refusal(400)))
    assert await adapter.disconnect(ACCOUNT) == Failed(Reason.REQUEST_REFUSED)
    vendor.answer(json_reply(success(None)))
    assert await adapter.disconnect(ACCOUNT) is None
