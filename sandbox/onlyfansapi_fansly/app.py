"""The simulator's HTTP side: the documented paths and what each takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.onlyfansapi_fansly import shapes
from sandbox.onlyfansapi_fansly.scenarios import Refusal
from sandbox.vendor import Api, Voice
from sandbox.vendor import Call as AnyCall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.applications import Starlette

    from sandbox.onlyfansapi_fansly.attempts import Attempt
    from sandbox.onlyfansapi_fansly.scenarios import Account
    from sandbox.onlyfansapi_fansly.simulator import Simulator

    Call = AnyCall[Simulator]

COUNTRIES: Final = ("us", "uk", "gb")
HTML_STATUSES: Final = frozenset({502, 520, 524})
_LOGIN: Final = "/api/fansly/authenticate/{account_id}"


def app(simulator: Simulator) -> Starlette:
    """Build the ASGI app of a simulator."""
    voice = Voice(_problem, lambda: _wrong_credentials(simulator))
    api = Api(simulator, voice)
    return api.app(
        api.route("POST", "/api/fansly/authenticate", _authenticate),
        api.route("GET", _LOGIN, _poll),
        api.route("PUT", _LOGIN, _submit),
        api.route("POST", f"{_LOGIN}/reauthenticate", _reauthenticate),
        api.route("GET", "/api/fansly/accounts", _accounts),
        api.route("DELETE", "/api/fansly/accounts/{account_id}", _disconnect),
        api.route("GET", "/api/whoami", lambda _: JSONResponse(shapes.WHOAMI)),
    )


def _authenticate(call: Call) -> Response:
    wrong = tuple(_wrong_fields(call.body))
    if wrong:
        return JSONResponse(shapes.invalid_shape(*wrong), 422)
    simulator, username = call.simulator, call.body["username"]
    account = simulator.find(username, call.body["password"]) or simulator.stranger(username)
    if simulator.signed_in(account) and call.body.get("force_connect") is not True:
        return JSONResponse(shapes.ALREADY_CONNECTED, simulator.unknown.already_connected_status)
    if account.scenario.refused is Refusal.AT_START:
        return call.voice.credentials()
    name = call.body.get("name") or username
    return _begin(call, account, name, lambda attempt: shapes.start_shape(attempt, simulator.base_url))


def _wrong_fields(body: dict[str, Any]) -> Iterator[str]:
    """Name what a start has wrong; it takes the vendor's proxy of a country or a custom one, not both."""
    for required in ("username", "password"):
        if not isinstance(body.get(required), str) or not body[required]:
            yield required
    if not isinstance(body.get("name", ""), str):
        yield "name"
    if not isinstance(body.get("force_connect", False), bool):
        yield "force_connect"
    if "proxyCountry" in body and (body["proxyCountry"] not in COUNTRIES or "customProxy" in body):
        yield "proxyCountry"
    if "customProxy" in body and not _is_proxy(body["customProxy"]):
        yield "customProxy"


def _is_proxy(value: object) -> bool:
    match value:
        case {"host": str(), "port": int(), **others}:
            return all(key in {"username", "password"} and isinstance(others[key], str) for key in others)
    return False


def _reauthenticate(call: Call) -> Response:
    simulator = call.simulator
    simulator.settle()
    account = simulator.accounts.get(call.ids["account_id"])
    if account is None:
        return call.problem(404)
    if not account.stored:
        return JSONResponse(shapes.problem_shape(412), simulator.unknown.no_credentials_status)
    if account.signed_in and not simulator.unknown.connected_again:
        return JSONResponse(shapes.SIGNED_IN_ALREADY, 400)
    if account.scenario.refused is Refusal.SESSION:
        return JSONResponse(shapes.SESSION_EXPIRED, 401)
    if account.scenario.refused is Refusal.AT_START:
        return call.voice.credentials()
    return _begin(call, account, account.name, lambda attempt: _reauthenticated(call, attempt))


def _reauthenticated(call: Call, attempt: Attempt) -> dict[str, Any]:
    if call.simulator.unknown.reauthenticate_polls:
        return shapes.poll_shape(attempt, call.now)
    return shapes.twin_shape(attempt, call.simulator.base_url)


def _begin(call: Call, account: Account, name: str, shape: Callable[[Attempt], dict[str, Any]]) -> Response:
    def begin() -> Response:
        return JSONResponse(shape(call.simulator.begin(account, name)))

    return call.starting(account, begin)


def _poll(call: Call) -> Response:
    attempt = call.simulator.attempts.get(call.ids["account_id"])
    if attempt is None:
        return _rest(call)
    gone = attempt.vanished(call.now)
    if gone is not None:
        return call.problem(gone)
    return call.polling(attempt, lambda: JSONResponse(shapes.poll_shape(attempt, call.now)))


def _rest(call: Call) -> Response:
    account_id = call.ids["account_id"]
    account = call.simulator.accounts.get(account_id)
    return call.problem(404) if account is None else JSONResponse(shapes.resting_shape(account_id, account))


def _submit(call: Call) -> Response:
    attempt = call.simulator.attempts.get(call.ids["account_id"])
    gone = 404 if attempt is None else attempt.vanished(call.now)
    if attempt is None or gone:
        return call.problem(gone or 404)
    code = call.body.get("code")
    if not isinstance(code, str) or not code:
        return JSONResponse(shapes.invalid_shape("code"), 422)
    return call.submitting(attempt, lambda: _submitted(call, attempt, code))


def _submitted(call: Call, attempt: Attempt, code: str) -> Response:
    if not call.simulator.submit(attempt, code):
        return call.problem(400)
    return JSONResponse(shapes.poll_shape(attempt, call.now, submitted=True))


def _accounts(call: Call) -> Response:
    return JSONResponse([shapes.row_shape(*item) for item in call.simulator.listed().items()])


def _disconnect(call: Call) -> Response:
    if not call.simulator.forget(call.ids["account_id"]):
        return call.problem(404)
    status = call.simulator.unknown.deleted_status
    return Response(status_code=204) if status == 204 else JSONResponse({}, status)  # noqa: PLR2004 - no body


def _problem(status: int) -> Response:
    if status in HTML_STATUSES:
        return HTMLResponse("<html><body><h1>Bad gateway</h1></body></html>", status)
    headers = {"retry-after": str(shapes.RETRY_AFTER_SECONDS)} if status == 429 else None  # noqa: PLR2004 - [D]
    return JSONResponse(shapes.problem_shape(status), status, headers)


def _wrong_credentials(simulator: Simulator) -> Response:
    """Refuse user name and password; the shape of a 422 is documented, whatever it is about."""
    status = simulator.unknown.wrong_password_status
    shape = shapes.invalid_shape("password") if status == 422 else shapes.WRONG_CREDENTIALS  # noqa: PLR2004 - [D]
    return JSONResponse(shape, status)
