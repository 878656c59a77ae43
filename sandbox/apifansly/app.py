"""The simulator's HTTP side: login, accounts and step-up, and what each takes."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox import vendor
from sandbox.apifansly import shapes
from sandbox.apifansly.scenarios import Telling
from sandbox.vendor import Api, Phase, Voice
from sandbox.vendor import Call as AnyCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette
    from starlette.types import Receive, Scope, Send

    from sandbox.apifansly.attempts import Attempt
    from sandbox.apifansly.scenarios import Account
    from sandbox.apifansly.simulator import Simulator

    Call = AnyCall[Simulator]

HTML_STATUSES: Final = frozenset({502, 504})
_CONNECT_FIELDS: Final = ("username", "password", "name", "countryCode")
_VERIFY_FIELDS: Final = (*_CONNECT_FIELDS, "twoFactorToken", "twoFactorCode")
_ACCOUNT: Final = "/api/fansly/{account_id}"


class Slow(Response):
    """An answer that comes late; its effect has been."""

    def __init__(self, answer: Response, seconds: float, closing: asyncio.Event) -> None:
        """Send `answer` after `seconds`, or at `closing`."""
        super().__init__()
        self._answer = answer
        self._seconds = seconds
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait and send."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await self._closing.wait()
        await self._answer(scope, receive, send)


def app(simulator: Simulator) -> Starlette:
    """Build the ASGI app of a simulator."""

    def problem(status: int) -> Response:
        return _problem(simulator, status)

    voice = Voice(problem, lambda: problem(400), lambda request: request.headers.get("x-api-key", ""))
    api = Api(simulator, voice)
    return api.app(
        api.route("POST", "/api/fansly/connect", _connect),
        api.route("POST", "/api/fansly/verify-2fa", _verify),
        api.route("GET", "/api/fansly/accounts", _accounts),
        api.route("DELETE", "/api/fansly/accounts/{account_id}", _disconnect),
        api.route("GET", f"{_ACCOUNT}/me", _me),
        api.route("POST", f"{_ACCOUNT}/twofa/session", _send),
        api.route("POST", f"{_ACCOUNT}/twofa/session/verify", _verify_session),
    )


def _connect(call: Call) -> Response:
    if not _is_complete(call.body, _CONNECT_FIELDS):
        return call.problem(400)
    account = call.simulator.find(call.body["username"], call.body["password"])
    if account is None:
        return _refused(call, call.simulator.unknown.wrong_password)
    if account.scenario.refused is not None:
        return _refused(call, account.scenario.refused)
    return _slowly(call, account, _begin(call, account))


def _begin(call: Call, account: Account) -> Response:
    def begin() -> Response:
        attempt = call.simulator.begin(account, call.body["name"], call.body["countryCode"])
        return _shown(call, attempt, account)

    return call.starting(account, begin)


def _shown(call: Call, attempt: Attempt, account: Account) -> Response:
    if attempt.phase(call.now) is Phase.DONE:
        return _answer(call, shapes.connected_data(attempt), 201)
    return _answer(call, shapes.challenge_data(attempt, account.scenario.spelling), 201)


def _verify(call: Call) -> Response:
    if not _is_complete(call.body, _VERIFY_FIELDS):
        return call.problem(400)
    account = call.simulator.find(call.body["username"], call.body["password"])
    attempt = call.simulator.asked_by(call.body["twoFactorToken"], is_step_up=False)
    if account is None or attempt is None or attempt.account.id != account.id:
        return call.problem(400)
    attempt.name, attempt.country = call.body["name"], call.body["countryCode"]
    answer = _submitted(call, attempt, call.body["twoFactorCode"], lambda: _verified(call, attempt, account))
    return _slowly(call, account, answer)


def _verified(call: Call, attempt: Attempt, account: Account) -> Response:
    phase = attempt.phase(call.now)
    telling = attempt.challenge.telling
    if phase is not Phase.DONE and telling is not Telling.ASKING:
        return _refused(call, telling)
    if phase is Phase.FAILED:
        return call.problem(400)
    if phase is Phase.WAITING:
        call.simulator.renew(attempt)
    return _shown(call, attempt, account)


def _submitted(call: Call, attempt: Attempt, code: str, answer: Callable[[], Response]) -> Response:
    """Take a code and answer by `answer`, unless the token is gone or the scenario has that fail."""
    gone = attempt.vanished(call.now)
    if gone is not None:
        return call.problem(gone)

    def submit() -> Response:
        return answer() if call.simulator.submit(attempt, code) else call.problem(400)

    return call.submitting(attempt, submit)


def _accounts(call: Call) -> Response:
    call.simulator.settle()
    return _answer(call, shapes.list_data(call.simulator.accounts))


def _disconnect(call: Call) -> Response:
    gone = call.simulator.accounts.pop(call.ids["account_id"], None)
    return call.problem(404) if gone is None else _answer(call, {"success": True})


def _me(call: Call) -> Response:
    return _with_session(
        call,
        lambda account: _answer(
            call, shapes.me_data(account, in_account=call.simulator.unknown.me_in_account)
        ),
    )


def _send(call: Call) -> Response:
    if call.body != {"useEmailTwoFAFallback": True}:
        return call.problem(400)
    return _with_session(call, lambda account: _sent(call, account))


def _sent(call: Call, account: Account) -> Response:
    challenge = account.scenario.step_up
    asked = vendor.Account(account.id, challenge, login=account.login)

    def begin() -> Response:
        attempt = call.simulator.begin_step_up(call.ids["account_id"], asked, challenge)
        return _answer(call, shapes.sent_data(attempt), 201)

    return call.starting(asked, begin)


def _verify_session(call: Call) -> Response:
    match call.body:
        case {"token": str(token), "code": str(code), "mode": 1} if len(call.body) == 3 and code:  # noqa: PLR2004 - these
            return _with_session(call, lambda _: _with_step_up(call, token, code))
    return call.problem(400)


def _with_step_up(call: Call, token: str, code: str) -> Response:
    attempt = call.simulator.asked_by(token, is_step_up=True)
    if attempt is None or attempt.account_id != call.ids["account_id"]:
        return call.problem(400)
    return _submitted(call, attempt, code, lambda: _stepped_up(call, attempt, code))


def _stepped_up(call: Call, attempt: Attempt, code: str) -> Response:
    if attempt.phase(call.now) is Phase.DONE:
        return _answer(call, shapes.verified_data(attempt, code, call.now), 201)
    return _refused(call, attempt.challenge.telling)


def _with_session(call: Call, answer: Callable[[Account], Response]) -> Response:
    account = call.simulator.accounts.get(call.ids["account_id"])
    if account is None:
        return call.problem(404)
    if not account.scenario.session:
        return _refused(call, account.scenario.session_telling, 401)
    return answer(account)


def _is_complete(body: dict[str, Any], fields: tuple[str, ...]) -> bool:
    """Tell whether all fields are there, the country among them in capital letters."""
    filled = all(isinstance(body.get(field), str) and body[field] for field in fields)
    return filled and re.fullmatch("[A-Z]{2}", body["countryCode"]) is not None


def _slowly(call: Call, account: Account, answer: Response) -> Response:
    seconds = account.scenario.takes
    return Slow(answer, seconds, call.simulator.closing) if seconds else answer


def _answer(call: Call, data: object, status: int = 200) -> Response:
    return JSONResponse(shapes.envelope(status, data, call.now), status, _limits(shapes.LIMIT - 1))


def _refused(call: Call, telling: Telling, status: int = 400) -> Response:
    """Say no in one of the ways that a no may look like."""
    if telling is Telling.INSIDE:
        return _answer(call, shapes.nested(None, status=status))
    if telling is Telling.UNSUCCESSFUL:
        return _answer(call, shapes.nested(None, success=False))
    return call.problem(status)


def _problem(simulator: Simulator, status: int) -> Response:
    if status in HTML_STATUSES:
        return HTMLResponse("<html><body><h1>Bad gateway</h1></body></html>", status)
    wait = {simulator.unknown.retry_after: str(shapes.RETRY_AFTER_SECONDS)}
    headers = _limits(0) | wait if status == 429 else _limits(shapes.LIMIT - 1)  # noqa: PLR2004 - [D]
    return JSONResponse(shapes.failure(status, simulator.clock()), status, headers)


def _limits(remaining: int) -> dict[str, str]:
    """Give the rate-limit headers [D]."""
    return {"X-RateLimit-Limit": str(shapes.LIMIT), "X-RateLimit-Remaining": str(remaining)}
