"""How logins begin at the simulator: by password, by app, from what is stored, with other credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import JSONResponse

from sandbox.onlyfansapi import shapes
from sandbox.onlyfansapi.scenarios import Refusal
from sandbox.onlyfansapi.simulator import ALREADY_CONNECTED, NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from sandbox.onlyfansapi.attempts import Attempt
    from sandbox.onlyfansapi.scenarios import Account
    from sandbox.onlyfansapi.simulator import Simulator
    from sandbox.vendor import Call as AnyCall

    Call = AnyCall[Simulator]

COUNTRIES: Final = frozenset({"us", "uk", "gb"})
MOST_PORT: Final = 65_535


def start(call: Call) -> Response:
    """Answer `POST /api/authenticate`."""
    faults = _faults_of_way(call.body) | _faults_of_proxy(call.body)
    if faults:
        return invalid(**faults)
    by_app = call.body.get("auth_type") == "mobile_app"
    return _by_app(call, NOBODY) if by_app else _by_password(call)


def renew(call: Call) -> Response:
    """Answer `PUT /api/authenticate/{account_id}/credentials`."""
    account_id = call.ids["account_id"]
    account = call.simulator.accounts.get(account_id)
    faults = _faults_of_way(call.body)
    if account is None or faults:
        return call.problem(404) if account is None else invalid(**faults)
    call.simulator.sign_out(account_id)
    name = call.simulator.names[account_id]
    if call.body.get("auth_type") == "mobile_app":
        return _by_app(call, account, name=name, renews=True)
    found = call.simulator.find(call.body["email"], call.body["password"])
    if found is None or found.id != account.id:
        return _refused_password(call, name)
    return _begin(call, account, lambda: _started(call, call.simulator.begin(account, name, renews=True)))


def reauthenticate(call: Call) -> Response:
    """Answer `POST /api/authenticate/{account_id}/reauthenticate`."""
    simulator, account_id = call.simulator, call.ids["account_id"]
    simulator.settle()
    account = simulator.accounts.get(account_id)
    if account is None:
        return call.problem(404)
    if account_id in simulator.signed_in:
        return JSONResponse(shapes.not_now_shape("Account is already successfully authenticated"), 400)
    if not account.stored:
        status = simulator.unknown.no_credentials_status
        return JSONResponse(shapes.not_now_shape("Account has no stored credentials"), status)
    name = simulator.names[account_id]
    return _begin(call, account, lambda: _again(call, simulator.begin_again(account, name)))


def invalid(**errors: str) -> Response:
    """Refuse members of a request."""
    return JSONResponse(shapes.invalid_shape(**errors), 422)


def _by_password(call: Call) -> Response:
    email, simulator = call.body["email"], call.simulator
    name, forced = str(call.body.get("name") or email), call.body.get("force_connect") is True
    account = simulator.find(email, call.body["password"])
    if account is None:
        return _refused_password(call, name)
    if simulator.is_connected(account) and not forced:
        return _already_connected(call, name)
    return _begin(call, account, lambda: _started(call, simulator.begin(account, name, forced=forced)))


def _by_app(call: Call, account: Account, name: str = "", *, renews: bool = False) -> Response:
    named = name or str(call.body.get("name") or "OnlyFans account")
    forced = call.body.get("force_connect") is True
    attempt = call.simulator.begin_by_app(account, named, forced=forced, renews=renews)
    return JSONResponse(_started(call, attempt))


def _begin(call: Call, account: Account, begin: Callable[[], dict[str, Any]]) -> Response:
    if account.scenario.refused is Refusal.AT_START:
        return call.voice.credentials()
    if account.scenario.refused is Refusal.SESSION_AT_START:
        return JSONResponse(shapes.SESSION_EXPIRED, 401)
    return call.starting(account, lambda: JSONResponse(begin()))


def _started(call: Call, attempt: Attempt) -> dict[str, Any]:
    message = shapes.RENEWED if attempt.renews else shapes.STARTED
    return shapes.started_shape(attempt, call.simulator.base_url, message)


def _again(call: Call, attempt: Attempt) -> dict[str, Any]:
    """Give what has no attempt_id: the polling_url alone names the attempt."""
    url = shapes.polling_url(attempt, call.simulator.base_url)
    return {"success": True, "message": "Re-authentication started.", "polling_url": url}


def _refused_password(call: Call, name: str) -> Response:
    unknown = call.simulator.unknown
    if unknown.wrong_password is Refusal.AT_START:
        return call.voice.credentials()
    attempt = call.simulator.begin_refused(name, unknown.wrong_password_code, "Wrong email or password.")
    return JSONResponse(_started(call, attempt))


def _already_connected(call: Call, name: str) -> Response:
    unknown = call.simulator.unknown
    if unknown.already_connected is Refusal.AT_START:
        return JSONResponse({"message": ALREADY_CONNECTED}, unknown.already_connected_status)
    return JSONResponse(_started(call, call.simulator.begin_refused(name, None, ALREADY_CONNECTED)))


def _faults_of_way(body: dict[str, Any]) -> dict[str, str]:
    way = body.get("auth_type", "email_password")
    if way == "mobile_app":
        return {}
    if way != "email_password":
        return {"auth_type": "The simulator knows email_password and mobile_app."}
    missing = [key for key in ("email", "password") if not isinstance(body.get(key), str) or not body[key]]
    return {key: f"The {key} field is required." for key in missing}


def _faults_of_proxy(body: dict[str, Any]) -> dict[str, str]:
    country, own = body.get("proxyCountry"), body.get("customProxy")
    if country is not None and own is not None:
        return {"customProxy": "Give either proxyCountry or customProxy."}
    if country is not None and country not in COUNTRIES:
        return {"proxyCountry": "The selected proxyCountry is invalid."}
    if own is not None and not _is_proxy(own):
        return {"customProxy": "The customProxy is invalid."}
    return {}


def _is_proxy(value: Any) -> bool:  # noqa: ANN401 - JSON
    match value:
        case {"host": str(), "port": int(port)}:
            extra = [value[key] for key in ("username", "password") if key in value]
            return 0 < port <= MOST_PORT and all(isinstance(each, str) for each in extra)
    return False
