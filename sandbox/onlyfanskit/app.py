"""The simulator's HTTP side: the documented paths, each with its scope, and a page behind her link."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.onlyfanskit.faults import Fault
from sandbox.onlyfanskit.responses import Broken, Problem, faulty
from sandbox.onlyfanskit.shapes import attempt_shape, credentials_problem, problem_shape
from sandbox.onlyfanskit.simulator import Recorded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from sandbox.onlyfanskit.attempts import Attempt
    from sandbox.onlyfanskit.scenarios import Account
    from sandbox.onlyfanskit.simulator import Simulator

    Handler = Callable[["Call"], Response]

CODE_LENGTH: Final = 16
_PAGE: Final = (
    '<!doctype html><meta charset="utf-8"><title>Sandbox</title><h1>OnlyFans, played by the sandbox</h1>'
    '<p>Attempt {attempt}</p><form method="post"><button>I am the creator: go on</button></form>'
)


class Call:
    """One request whose body has been read and whose key is right."""

    def __init__(self, simulator: Simulator, request: Request, body: Any) -> None:  # noqa: ANN401 - JSON
        """Keep the parts that handlers read."""
        self.simulator = simulator
        self.ids: dict[str, str] = request.path_params
        self.body: dict[str, Any] = body if isinstance(body, dict) else {}

    @property
    def now(self) -> float:
        """Give the moment of reading, so that what this call began lies behind it."""
        return self.simulator.clock()


def app(simulator: Simulator) -> Starlette:
    """Build the ASGI app of a simulator."""
    api: list[tuple[str, str, str, Handler]] = [
        ("POST", "/v1/connect/login", "accounts:write", _connect),
        ("GET", "/v1/connect/login/{attempt_id}", "accounts:read", _poll),
        ("PUT", "/v1/connect/login/{attempt_id}", "accounts:write", _resolve),
        ("POST", "/v1/connect/login/{attempt_id}/send-email-to-creator", "accounts:write", _send_email),
        ("POST", "/v1/accounts/{account_id}/reauthenticate", "accounts:write", _reauthenticate),
        ("GET", "/v1/accounts", "accounts:read", _accounts),
        ("DELETE", "/v1/accounts/{account_id}", "accounts:write", _disconnect),
        ("GET", "/v1/me", "me:read", _me),
    ]
    routes = [
        Route(path, _endpoint(simulator, scope, handler), methods=[method])
        for method, path, scope, handler in api
    ]
    page = Route("/verify/{attempt_id}", _page(simulator), methods=["GET", "POST"])
    return Starlette(routes=[*routes, page], exception_handlers={404: _unknown, 405: _unknown})


def _endpoint(simulator: Simulator, scope: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        method, path = request.method, request.url.path
        body = await _read(request)
        authorised = request.headers.get("authorization") == f"Bearer {simulator.key}"
        simulator.requests.append(Recorded(method, path, simulator.clock(), authorised, body))
        response = _answer(simulator, scope, handler, request, body) if authorised else _problem(401)
        hold = simulator.hold_for(method, path)
        await simulator.announce()
        if hold is not None:
            await hold.released.wait()
        return response

    return endpoint


def _answer(simulator: Simulator, scope: str, handler: Handler, request: Request, body: object) -> Response:
    rule = simulator.fault_for(request.method, request.url.path)
    if rule is not None and rule.fault is not Fault.LOST:
        return faulty(rule.fault, rule.target, simulator.closing)
    if scope not in simulator.scopes:
        return _problem(403)
    response = handler(Call(simulator, request, body))
    return response if rule is None else Broken()


def _connect(call: Call) -> Response:
    login, password = call.body.get("email"), call.body.get("password")
    if not isinstance(login, str) or not isinstance(password, str):
        return _problem(400)
    account = next((account for account in call.simulator.accounts.values() if account.login == login), None)
    if account is None or account.password != password:
        return Problem(credentials_problem())
    return _start(call, account)


def _reauthenticate(call: Call) -> Response:
    account = call.simulator.accounts.get(call.ids["account_id"])
    if account is None:
        return _problem(404)
    return _start(call, account) if account.stored else _problem(412)


def _start(call: Call, account: Account) -> Response:
    fault = account.scenario.start_fault
    if fault is not None and fault is not Fault.LOST:
        return faulty(fault, "", call.simulator.closing)
    attempt = call.simulator.begin(account)
    return Broken() if fault is Fault.LOST else _show(call, attempt)


def _poll(call: Call) -> Response:
    return _with_attempt(call, lambda attempt: _show(call, attempt))


def _resolve(call: Call) -> Response:
    return _with_attempt(call, lambda attempt: _resolved(call, attempt))


def _resolved(call: Call, attempt: Attempt) -> Response:
    match call.body:
        case {"code": str(code)} if len(call.body) == 1 and 0 < len(code) <= CODE_LENGTH:
            taken = call.simulator.submit(attempt, code)
        case {"selfie_verification_completed": True} if len(call.body) == 1:
            taken = attempt.take_selfie(call.now)
        case _:
            taken = False
    return _show(call, attempt) if taken else _problem(400)


def _send_email(call: Call) -> Response:
    return _with_attempt(
        call, lambda attempt: _show(call, attempt) if attempt.send_email(call.now) else _problem(400)
    )


def _with_attempt(call: Call, answer: Callable[[Attempt], Response]) -> Response:
    attempt = call.simulator.attempts.get(call.ids["attempt_id"])
    gone = 404 if attempt is None else attempt.vanished(call.now)
    return _problem(gone) if attempt is None or gone else answer(attempt)


def _accounts(call: Call) -> Response:
    rows = [_listed(account) for account in call.simulator.accounts.values()]
    name = call.simulator.accounts_wrapped_in
    return JSONResponse(rows if name is None else {name: rows})


def _listed(account: Account) -> dict[str, str]:
    return {"id": account.id} | ({} if account.username is None else {"username": account.username})


def _disconnect(call: Call) -> Response:
    gone = call.simulator.accounts.pop(call.ids["account_id"], None)
    return _problem(404) if gone is None else Response(status_code=204)


def _me(call: Call) -> Response:
    return JSONResponse({"scopes": list(call.simulator.scopes)})


def _show(call: Call, attempt: Attempt) -> Response:
    simulator = call.simulator
    return JSONResponse(attempt_shape(attempt, call.now, simulator.base_url, simulator.link_base))


def _page(simulator: Simulator) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        attempt = simulator.attempts.get(request.path_params["attempt_id"])
        if attempt is None:
            return HTMLResponse("No such attempt.", 404)
        if request.method == "POST":
            attempt.use_app(simulator.clock())
            await simulator.announce()
            return HTMLResponse("Done. You can go back to Telegram.")
        return HTMLResponse(_PAGE.format(attempt=html.escape(attempt.id)))

    return page


async def _read(request: Request) -> object:
    try:
        return json.loads(await request.body() or b"null")
    except ValueError:
        return None


async def _unknown(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return _problem(getattr(error, "status_code", 404))


def _problem(status: int | None) -> Response:
    return Problem(problem_shape(status or 404))
