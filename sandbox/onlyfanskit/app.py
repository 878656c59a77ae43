"""The simulator's HTTP side: the documented paths, each with its scope, and a page behind her link."""

from __future__ import annotations

import html
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.onlyfanskit.shapes import attempt_shape, credentials_problem, problem_shape
from sandbox.vendor import Api, Voice
from sandbox.vendor import Call as AnyCall

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.applications import Starlette
    from starlette.requests import Request

    from sandbox.onlyfanskit.attempts import Attempt
    from sandbox.onlyfanskit.simulator import Simulator
    from sandbox.vendor import Account

    Call = AnyCall[Simulator]
    Handler = Callable[[Call], Response]

CODE_LENGTH: Final = 16
_PAGE: Final = (
    '<!doctype html><meta charset="utf-8"><title>Sandbox</title><h1>OnlyFans, played by the sandbox</h1>'
    '<p>Attempt {attempt}</p><form method="post"><button>I am the creator: go on</button></form>'
)


class Problem(JSONResponse):
    """A problem of RFC 9457."""

    media_type = "application/problem+json"

    def __init__(self, shape: dict[str, Any]) -> None:
        """Answer with the status that the problem names."""
        super().__init__(shape, shape["status"], headers={"cache-control": "no-store"})


_VOICE: Final = Voice(
    problem=lambda status: Problem(problem_shape(status)), credentials=lambda: Problem(credentials_problem())
)


def app(simulator: Simulator) -> Starlette:
    """Build the ASGI app of a simulator."""
    api = Api(simulator, _VOICE)
    paths: list[tuple[str, str, str, Handler]] = [
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
        api.route(method, path, partial(_within, scope, handler)) for method, path, scope, handler in paths
    ]
    page = Route("/verify/{attempt_id}", _page(simulator), methods=["GET", "POST"])
    return api.app(*routes, page)


def _within(scope: str, handler: Handler, call: Call) -> Response:
    return handler(call) if scope in call.simulator.scopes else call.problem(403)


def _connect(call: Call) -> Response:
    login, password = call.body.get("email"), call.body.get("password")
    if not isinstance(login, str) or not isinstance(password, str):
        return call.problem(400)
    account = call.simulator.find(login, password)
    return call.voice.credentials() if account is None else _start(call, account)


def _reauthenticate(call: Call) -> Response:
    account = call.simulator.accounts.get(call.ids["account_id"])
    if account is None:
        return call.problem(404)
    return _start(call, account) if account.stored else call.problem(412)


def _start(call: Call, account: Account) -> Response:
    return call.starting(account, lambda: _show(call, call.simulator.begin(account)))


def _poll(call: Call) -> Response:
    return _with_attempt(call, lambda attempt: call.polling(attempt, lambda: _show(call, attempt)))


def _resolve(call: Call) -> Response:
    return _with_attempt(call, lambda attempt: _resolved(call, attempt))


def _resolved(call: Call, attempt: Attempt) -> Response:
    match call.body:
        case {"code": str(code)} if len(call.body) == 1 and 0 < len(code) <= CODE_LENGTH:
            return call.submitting(attempt, lambda: _submitted(call, attempt, code))
        case {"selfie_verification_completed": True} if len(call.body) == 1:
            taken = attempt.take_selfie(call.now)
        case _:
            taken = False
    return _show(call, attempt) if taken else call.problem(400)


def _submitted(call: Call, attempt: Attempt, code: str) -> Response:
    return _show(call, attempt) if call.simulator.submit(attempt, code) else call.problem(400)


def _send_email(call: Call) -> Response:
    return _with_attempt(
        call, lambda attempt: _show(call, attempt) if attempt.send_email(call.now) else call.problem(400)
    )


def _with_attempt(call: Call, answer: Callable[[Attempt], Response]) -> Response:
    attempt = call.simulator.attempts.get(call.ids["attempt_id"])
    gone = 404 if attempt is None else attempt.vanished(call.now)
    return call.problem(gone or 404) if attempt is None or gone else answer(attempt)


def _accounts(call: Call) -> Response:
    call.simulator.settle()
    rows = [_listed(*item) for item in call.simulator.accounts.items()]
    name = call.simulator.accounts_wrapped_in
    return JSONResponse(rows if name is None else {name: rows})


def _listed(account_id: str, account: Account) -> dict[str, str]:
    return {"id": account_id} | ({} if account.username is None else {"username": account.username})


def _disconnect(call: Call) -> Response:
    gone = call.simulator.accounts.pop(call.ids["account_id"], None)
    return call.problem(404) if gone is None else Response(status_code=204)


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
