"""The simulator's HTTP side: the documented paths, and the hosted page beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.onlyfansapi import shapes
from sandbox.onlyfansapi.hosted import hosted_routes
from sandbox.onlyfansapi.scenarios import Refusal
from sandbox.onlyfansapi.starts import COUNTRIES, invalid, reauthenticate, renew, start
from sandbox.vendor import Api, Voice
from sandbox.vendor import Call as AnyCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette

    from sandbox.onlyfansapi.attempts import Attempt
    from sandbox.onlyfansapi.simulator import Simulator

    Call = AnyCall[Simulator]

HTML_STATUSES: Final = frozenset({502, 520, 524})
RETRY_AFTER_SECONDS: Final = 12


def app(simulator: Simulator) -> Starlette:
    """Build the ASGI app of a simulator."""
    api = Api(simulator, Voice(_problem, lambda: _wrong_password(simulator)))
    attempt = "/api/authenticate/{attempt_id}"
    return api.app(
        api.route("GET", "/api/whoami", _whoami),
        api.route("POST", "/api/authenticate", start),
        api.route("GET", attempt, _poll),
        api.route("PUT", attempt, _answer),
        api.route("POST", f"{attempt}/send-email-to-creator", _send_email),
        api.route("POST", "/api/authenticate/{account_id}/reauthenticate", reauthenticate),
        api.route("PUT", "/api/authenticate/{account_id}/credentials", renew),
        api.route("GET", "/api/accounts", _accounts),
        api.route("DELETE", "/api/accounts/{account_id}", _disconnect),
        api.route("GET", "/api/{account_id}/me", _me),
        api.route("POST", "/api/client-sessions", _client_session),
        *hosted_routes(simulator),
    )


def _whoami(call: Call) -> Response:
    at = shapes.moment(call.now)
    key = {"name": "Sandbox", "last_used_at": at, "created_at": at}
    return JSONResponse({"api_key": key, "team": {"name": "Moonlight Agency", "slug": "moonlight-agency-1"}})


def _poll(call: Call) -> Response:
    return _with_attempt(call, lambda attempt: call.polling(attempt, lambda: _show(call, attempt)))


def _show(call: Call, attempt: Attempt) -> Response:
    if attempt.scenario.refused is Refusal.SESSION_IN_POLL:
        return JSONResponse(shapes.SESSION_EXPIRED, 401)
    simulator = call.simulator
    with_deeplink = simulator.unknown.deeplink_in_poll
    return JSONResponse(
        shapes.poll_shape(attempt, call.now, simulator.link_base, with_deeplink=with_deeplink)
    )


def _answer(call: Call) -> Response:
    return _with_attempt(call, lambda attempt: _answered(call, attempt))


def _answered(call: Call, attempt: Attempt) -> Response:
    match call.body:
        case {"selfie_verification_completed": said}:
            return _selfie(call, attempt, said)
        case {"code": str(code)} if code:
            return call.submitting(attempt, lambda: _taken(call, taken=call.simulator.submit(attempt, code)))
    return invalid(code="The code field is required when selfie verification completed is not present.")


def _selfie(call: Call, attempt: Attempt, said: object) -> Response:
    """Take the member as a boolean, or as the string that its documented enum names [?]."""
    right = said == "true" if attempt.scenario.selfie_as_text else said is True
    if not right or call.body.get("code"):
        return invalid(selfie_verification_completed="The selfie verification completed field is invalid.")
    return _taken(call, taken=attempt.take_selfie(call.now))


def _taken(call: Call, *, taken: bool) -> Response:
    if not taken:
        return call.problem(call.simulator.unknown.unwanted_code_status)
    return JSONResponse({"message": "OTP submitted successfully"})


def _send_email(call: Call) -> Response:
    return _with_attempt(call, lambda attempt: _emailed(call, attempt))


def _emailed(call: Call, attempt: Attempt) -> Response:
    if not attempt.send_email(call.now):
        return call.problem(400)
    return JSONResponse({"success": True, "message": f"E-mail sent to {attempt.account.login}"})


def _with_attempt(call: Call, answer: Callable[[Attempt], Response]) -> Response:
    attempt = call.simulator.attempts.get(call.ids["attempt_id"])
    gone = 404 if attempt is None else attempt.vanished(call.now)
    return call.problem(gone or 404) if attempt is None or gone else answer(attempt)


def _accounts(call: Call) -> Response:
    """List bare; a filter that is given has to fit."""
    simulator = call.simulator
    simulator.settle()
    rows = [
        shapes.account_row(key, account, simulator.names[key], signed_in=key in simulator.signed_in)
        for key, account in simulator.accounts.items()
    ]
    if simulator.unknown.lists_unfinished:
        rows += [shapes.unfinished_row(attempt, call.now) for attempt in simulator.unfinished()]
    wanted = {
        key: call.query[key]
        for key in ("onlyfans_id", "onlyfans_username", "onlyfans_email")
        if call.query.get(key)
    }
    return JSONResponse(
        [row for row in rows if all(str(row.get(key)) == value for key, value in wanted.items())]
    )


def _disconnect(call: Call) -> Response:
    call.simulator.settle()
    gone = call.simulator.accounts.pop(call.ids["account_id"], None)
    call.simulator.sign_out(call.ids["account_id"])
    return call.problem(404) if gone is None else Response(status_code=204)


def _me(call: Call) -> Response:
    simulator, account_id = call.simulator, call.ids["account_id"]
    simulator.settle()
    account = simulator.accounts.get(account_id)
    if account is None:
        return call.problem(404)
    if simulator.is_renewing(account_id):
        return call.problem(503)
    if account_id not in simulator.signed_in:
        return JSONResponse(shapes.SESSION_EXPIRED, 401)
    data = {"id": shapes.platform_id(account), "username": account.username}
    return JSONResponse(shapes.enveloped(data, simulator.unknown.meta))


def _client_session(call: Call) -> Response:
    name, country = call.body.get("display_name"), call.body.get("proxy_country")
    reference = call.body.get("client_reference_id")
    if not isinstance(name, str) or not name:
        return invalid(display_name="The display name field is required.")
    if country is not None and country not in COUNTRIES:
        return invalid(proxy_country="The selected proxy country is invalid.")
    if reference is not None and not isinstance(reference, str):
        return invalid(client_reference_id="The client reference id field must be a string.")
    session = call.simulator.open_session(name, reference)
    return JSONResponse(shapes.enveloped(shapes.session_shape(session), call.simulator.unknown.meta))


def _wrong_password(simulator: Simulator) -> Response:
    shape = shapes.invalid_shape(password="Wrong email or password.")  # noqa: S106 - an error's text  # nosec B106
    return JSONResponse(shape, simulator.unknown.wrong_password_status)


def _problem(status: int) -> Response:
    if status in HTML_STATUSES:
        return HTMLResponse(
            f"<html><head><title>{status}</title></head><body>Bad gateway</body></html>", status
        )
    headers = {"retry-after": str(RETRY_AFTER_SECONDS)} if status == 429 else None  # noqa: PLR2004 - it alone has one
    shape = shapes.invalid_shape(name="It is invalid.") if status == 422 else shapes.problem_shape(status)  # noqa: PLR2004 - likewise
    return JSONResponse(shape, status, headers)
