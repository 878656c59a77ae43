"""The vendor's own page for a client session: a form in an iframe, which needs no JavaScript.

What she types here never passes the API, so it is no recorded request and no counted submission.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.vendor import CODE_GATES, Gate, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from sandbox.onlyfansapi.attempts import Attempt
    from sandbox.onlyfansapi.simulator import Session, Simulator

HEADERS: Final = {"content-security-policy": "frame-ancestors *", "cache-control": "no-store"}
_PAGE: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">{head}'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><title>Connect OnlyFans</title></head>'
    "<body><main><h1>Connect OnlyFans</h1>{body}</main></body></html>"
)
_FORM: Final = '<form method="post">{note}{fields}<p><button>{button}</button></p></form>'
_CREDENTIALS: Final = (
    '<p><label>E-mail <input name="email" type="email" autocomplete="username" required></label></p>'
    '<p><label>Password <input name="password" type="password" autocomplete="current-password" required>'
    "</label></p>"
)
_CODE: Final = (
    '<p><label>Code <input name="code" inputmode="numeric" autocomplete="one-time-code" required></label></p>'
)
_DONE: Final = "<p role='status'>You are signed in.</p>"
_WAIT: Final = '<p role="status">One moment.</p><p><a href="">Look again</a></p>'
_AGAIN: Final = '<meta http-equiv="refresh" content="1">'


def hosted_routes(simulator: Simulator) -> list[Route]:
    """Give the page's route; looking at it changes nothing."""

    async def page(request: Request) -> Response:
        session = simulator.sessions.get(request.path_params["token"])
        if session is None or simulator.clock() >= session.began + simulator.unknown.hosted_seconds:
            return _page("<p role='alert'>This link is not valid.</p>", status=404)
        if request.method == "GET":
            return _shown(session, simulator.clock())
        fields = dict(parse_qsl((await request.body()).decode(errors="replace")))
        _act(simulator, session, fields)
        await simulator.announce()
        return RedirectResponse(request.url.path, 303, HEADERS)

    return [Route("/embed-auth/{token}", page, methods=["GET", "POST"])]


def _act(simulator: Simulator, session: Session, fields: Mapping[str, str]) -> None:
    now, attempt = simulator.clock(), session.attempt
    if attempt is None or attempt.phase(now) is Phase.FAILED:
        _sign_in(simulator, session, fields)
    elif attempt.open_gate(now) in CODE_GATES:
        attempt.submit(fields.get("code", ""), now)
    elif attempt.open_gate(now) is Gate.SELFIE:
        attempt.take_selfie(now)
    else:
        attempt.use_app(now)


def _sign_in(simulator: Simulator, session: Session, fields: Mapping[str, str]) -> None:
    account = simulator.find(fields.get("email"), fields.get("password"))
    session.refused = account is None
    if account is not None:
        name = session.display_name if simulator.unknown.names_hosted else account.login
        session.attempt = simulator.begin(account, name)


def _shown(session: Session, now: float) -> Response:
    attempt = session.attempt
    if session.refused or attempt is None:
        return _form("Sign in", _CREDENTIALS, "Wrong e-mail or password." if session.refused else "")
    match attempt.phase(now):
        case Phase.PENDING:
            return _page(_WAIT, head=_AGAIN)
        case Phase.DONE:
            return _page(_DONE)
        case Phase.FAILED:
            return _form("Sign in", _CREDENTIALS, "The sign-in failed.")
    return _gate(attempt)


def _gate(attempt: Attempt) -> Response:
    if attempt.gate in CODE_GATES:
        return _form("Send the code", _CODE, "Wrong code." if attempt.asks_again else "")
    if attempt.gate is Gate.SELFIE:
        return _form("I have taken the selfie")
    return _form("I have agreed in the app")


def _form(button: str, fields: str = "", note: str = "") -> Response:
    alert = f'<p role="alert">{html.escape(note)}</p>' if note else ""
    return _page(_FORM.format(note=alert, fields=fields, button=html.escape(button)))


def _page(body: str, *, head: str = "", status: int = 200) -> Response:
    return HTMLResponse(_PAGE.format(head=head, body=body), status, HEADERS)
