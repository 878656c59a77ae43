"""How logins run at the simulated vendor, as its polls tell it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.onlyfansapi import SCENARIOS, Account

if TYPE_CHECKING:
    from tests.sandbox.onlyfansapi.conftest import Client

FIRST: dict[str, Any] = {"email": "first@example.com", "password": "her password", "name": "Stella 3f9c"}


def add_first(client: Client, scenario: str = "sms") -> None:
    """Let Stella have an account of the platform that the vendor has never seen."""
    account = Account(
        "first",
        SCENARIOS[scenario],
        username="stella",
        login=FIRST["email"],
        password=FIRST["password"],
        connected=False,
    )
    client.simulator.add_account(account)


async def test_a_reauthentication_names_its_attempt_in_the_polling_url_alone(client: Client) -> None:
    begun = await client.call("POST", "/api/authenticate/acct_sms/reauthenticate")
    assert set(begun) == {"success", "message", "polling_url"}
    assert "/api/authenticate/auth_" in begun["polling_url"]


async def test_the_code_from_the_sms_is_taken_first_and_right_later(client: Client) -> None:
    attempt = await client.reauthenticate("sms")
    asked = await client.poll(attempt)
    assert (asked["state"], asked["progress"]) == ("needs-otp", "waiting_for_otp")
    assert (asked["lastAttempt"]["needs_otp"], asked["lastAttempt"]["otp_phone_ending"]) == (True, "42")
    code = await client.simulator.phone("acct_sms").next_code()
    assert await client.put(attempt, code=code) == {"message": "OTP submitted successfully"}
    assert (await client.poll(attempt))["state"] == "authenticating"
    done = await client.poll_after(1, attempt)
    assert (done["state"], done["progress"], done["account"]["id"]) == (
        "authenticated",
        "signed_in",
        "acct_sms",
    )
    assert (client.simulator.submissions(code), code in client.simulator.codes()) == (1, True)


@pytest.mark.parametrize(
    ("name", "flag", "pending", "state", "progress"),
    [
        ("sms_by_flag", True, False, "authenticating", "started"),
        ("sms_by_two_factor_pending", False, True, "authenticating", "started"),
        ("sms_by_state", False, False, "needs-otp", "started"),
        ("sms_by_progress", False, False, "authenticating", "waiting_for_otp"),
        ("authenticator", True, False, "needs-app-otp", "waiting_for_otp"),
    ],
)
async def test_a_code_is_asked_for_in_one_place_or_in_several(  # noqa: PLR0913, PLR0917 - what a poll may tell
    client: Client,
    name: str,
    flag: bool,  # noqa: FBT001 - a column of the table
    pending: bool,  # noqa: FBT001 - likewise
    state: str,
    progress: str,
) -> None:
    polled = await client.poll(await client.reauthenticate(name))
    assert polled["lastAttempt"]["needs_otp"] is flag
    assert polled.get("twoFactorPending", False) is pending
    assert (polled["state"], polled["progress"]) == (state, progress)


async def test_a_wrong_code_has_a_code_of_its_own(client: Client) -> None:
    attempt = await client.reauthenticate("wrong_once")
    await client.poll(attempt)
    await client.put(attempt, code=await client.simulator.phone("acct_wrong_once").next_code())
    last = (await client.poll_after(1, attempt))["lastAttempt"]
    assert (last["error_code"], last["needs_otp"], "completed_at" in last) == ("WRONG_2FA", True, False)
    await client.put(attempt, code=await client.simulator.phone("acct_wrong_once").next_code())
    assert (await client.poll_after(1, attempt))["state"] == "authenticated"


@pytest.mark.parametrize(
    ("name", "changes"),
    [("wrong_once_anew", "started_at"), ("wrong_once_by_progress", "progress"), ("wrong_once_silent", "")],
)
async def test_a_wrong_code_may_be_told_in_another_way(client: Client, name: str, changes: str) -> None:
    attempt = await client.reauthenticate(name)
    before = await client.poll(attempt)
    await client.poll_after(5, attempt)
    await client.put(attempt, code="none")
    after = await client.poll_after(1, attempt)
    flat = [{**each, **each["lastAttempt"], "lastAttempt": None} for each in (before, after)]
    assert {key for key in flat[0] if flat[0][key] != flat[1][key]} == ({changes} - {""})


async def test_three_wrong_codes_fail(client: Client) -> None:
    attempt = await client.reauthenticate("wrong_until_failed")
    for _ in range(3):
        await client.put(attempt, code="none")
        failed = await client.poll_after(1, attempt)
    last = failed["lastAttempt"]
    assert (failed["state"], last["success"], last["error_code"]) == ("failed", False, "WRONG_2FA")
    await client.put(attempt, 400, code="none")


async def test_a_stale_challenge_stays_while_the_code_is_checked(client: Client) -> None:
    attempt = await client.reauthenticate("stale")
    asked = await client.poll(attempt)
    await client.put(attempt, code=client.simulator.code_for(attempt))
    assert await client.poll_after(5, attempt) == asked
    assert (await client.poll_after(1, attempt))["state"] == "authenticated"


async def test_a_slow_login_takes_as_long_as_the_example(client: Client) -> None:
    attempt = await client.reauthenticate("slow")
    assert (await client.poll_after(46, attempt))["progress"] == "started"
    assert (await client.poll_after(1, attempt))["state"] == "needs-otp"
    await client.put(attempt, code=client.simulator.code_for(attempt))
    assert (await client.poll_after(47, attempt))["progress"] == "filling_out_login"
    last = (await client.poll_after(1, attempt))["lastAttempt"]
    assert (last["started_at"], last["completed_at"]) == (
        "2027-01-15T08:00:00.000000Z",
        "2027-01-15T08:01:35.000000Z",
    )


@pytest.mark.parametrize(
    ("name", "flag", "link", "state"),
    [
        ("selfie", True, True, "needs-face-otp"),
        ("selfie_no_link", True, False, "needs-face-otp"),
        ("selfie_by_flag", True, False, "authenticating"),
        ("selfie_by_link", False, True, "authenticating"),
        ("selfie_by_state", False, False, "needs-face-otp"),
    ],
)
async def test_a_selfie_is_asked_for_and_believed(
    client: Client,
    name: str,
    flag: bool,  # noqa: FBT001 - a column of the table
    link: bool,  # noqa: FBT001 - likewise
    state: str,
) -> None:
    attempt = await client.reauthenticate(name)
    polled = await client.poll(attempt)
    last = polled["lastAttempt"]
    assert (last.get("needs_face_otp", False), "face_otp_verification_url" in last) == (flag, link)
    assert polled["state"] == state
    await client.put(attempt, 422, selfie_verification_completed="true")
    await client.put(attempt, selfie_verification_completed=True)
    assert (await client.poll_after(1, attempt))["state"] == "authenticated"


async def test_a_vendor_that_wants_the_string_refuses_the_boolean(client: Client) -> None:
    attempt = await client.reauthenticate("selfie_as_text")
    await client.put(attempt, 422, selfie_verification_completed=True)
    await client.put(attempt, selfie_verification_completed="true")
    assert (await client.poll_after(1, attempt))["state"] == "authenticated"


async def test_she_verifies_by_the_email_on_her_own_device(client: Client) -> None:
    attempt = await client.reauthenticate("selfie")
    sent = await client.call("POST", f"/api/authenticate/{attempt}/send-email-to-creator")
    assert sent == {"success": True, "message": "E-mail sent to selfie@example.com"}
    assert (await client.poll(attempt))["state"] == "needs-face-otp"
    assert client.simulator.phone("acct_selfie").use_app()
    assert (await client.poll(attempt))["state"] == "authenticated"
    await client.call("POST", f"/api/authenticate/{attempt}/send-email-to-creator", 400)


@pytest.mark.parametrize(
    ("name", "state", "error"),
    [
        ("failed", "failed", "LOGIN_FAILED"),
        ("failed_unnamed", "failed", None),
        ("failed_though_authenticated", "authenticated", None),
        ("refused", "failed", "INVALID_CREDENTIALS"),
        ("refused_unnamed", "failed", None),
    ],
)
async def test_a_failure_is_completed_without_success(
    client: Client, name: str, state: str, error: str | None
) -> None:
    polled = await client.poll(await client.reauthenticate(name))
    last = polled["lastAttempt"]
    assert (polled["state"], last["success"], last["error_code"]) == (state, False, error)
    assert last["completed_at"]


async def test_an_attempt_expires(client: Client) -> None:
    attempt = await client.reauthenticate("expiring")
    assert (await client.poll_after(59, attempt))["state"] == "needs-otp"
    assert (await client.poll_after(1, attempt))["lastAttempt"]["error_code"] == "EXPIRED"


@pytest.mark.parametrize(("name", "status"), [("vanishing", 404), ("vanishing_410", 410)])
async def test_an_attempt_vanishes(client: Client, name: str, status: int) -> None:
    attempt = await client.reauthenticate(name)
    await client.poll_after(4, attempt)
    client.clock.now += 1
    await client.poll(attempt, status)


async def test_unknown_words_go_by(client: Client) -> None:
    attempt = await client.reauthenticate("unknown_state")
    assert (await client.poll(attempt))["state"] == "warming_up"
    assert (await client.poll_after(2, attempt))["state"] == "needs-otp"


async def test_nulls_stand_where_objects_are_expected(client: Client) -> None:
    attempt = await client.reauthenticate("nulls")
    polled = await client.poll(attempt)
    assert (polled["account"], polled["lastAttempt"]) == (None, None)
    last = (await client.poll_after(2, attempt))["lastAttempt"]
    assert (last["completed_at"], last["success"]) == (None, None)


async def test_a_first_connection_makes_an_id_that_nobody_knew(client: Client) -> None:
    add_first(client, "plain")
    before = await client.accounts()
    begun = await client.call("POST", "/api/authenticate", **FIRST)
    assert set(begun) == {"attempt_id", "message", "polling_url"}
    done = await client.poll(begun["attempt_id"])
    new = (await client.accounts())[done["account"]["id"]]
    assert new["id"] not in {*before, "first"}
    assert (new["display_name"], new["onlyfans_username"]) == ("Stella 3f9c", "stella")
    assert new["is_authenticated"]


async def test_an_account_that_is_signing_in_is_listed_unless_the_vendor_does_not(client: Client) -> None:
    add_first(client)
    await client.call("POST", "/api/authenticate", **FIRST)
    (row,) = [row for row in (await client.accounts()).values() if row["display_name"] == "Stella 3f9c"]
    assert not row["is_authenticated"]
    client.simulator.unknown = replace(client.simulator.unknown, lists_unfinished=False)
    assert row["id"] not in await client.accounts()


async def test_a_lost_start_had_its_effect_and_shows_in_the_list(client: Client) -> None:
    add_first(client, "lost")
    with pytest.raises(httpx.RemoteProtocolError):
        await client.call("POST", "/api/authenticate", **FIRST)
    assert [
        r["is_authenticated"] for r in (await client.accounts()).values() if "3f9c" in r["display_name"]
    ] == [True]


async def test_a_wrong_password_is_told_by_the_poll(client: Client) -> None:
    add_first(client)
    begun = await client.call("POST", "/api/authenticate", **FIRST | {"password": "another"})
    assert (await client.poll(begun["attempt_id"]))["lastAttempt"]["error_code"] == "INVALID_CREDENTIALS"


async def test_the_app_signs_in_by_the_link_that_the_start_gave(client: Client) -> None:
    add_first(client, "app")
    begun = await client.call("POST", "/api/authenticate", auth_type="mobile_app", name="Stella 3f9c")
    link = begun["mobile_auth_session_deeplink"]
    assert link.startswith("fansapiauth://auth/")
    waiting = await client.poll(begun["attempt_id"])
    assert (waiting["state"], waiting["mobile_auth_session_deeplink"]) == ("authenticating", link)
    assert not client.simulator.phone("first").use_app("fansapiauth://auth/another")
    assert client.simulator.phone("first").use_app(link)
    done = await client.poll(begun["attempt_id"])
    assert (done["state"], done["account"]["id"]) == ("authenticated", client.simulator.id_of("first"))


async def test_an_account_of_the_app_signs_in_again_by_a_link_in_the_poll(client: Client) -> None:
    attempt = await client.reauthenticate("app")
    link = (await client.poll(attempt))["mobile_auth_session_deeplink"]
    assert client.simulator.phone("acct_app").use_app(link)
    assert (await client.poll(attempt))["account"]["id"] == "acct_app"


async def test_an_app_that_signs_in_to_a_connected_account_is_refused_unless_forced(client: Client) -> None:
    for forced, state in ((False, "failed"), (True, "authenticated")):
        begun = await client.call("POST", "/api/authenticate", auth_type="mobile_app", force_connect=forced)
        client.simulator.phone("acct_app").use_app()
        assert (await client.poll(begun["attempt_id"]))["state"] == state
