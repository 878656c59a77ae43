"""OnlyFansAPI's calls as requests: their paths and the bodies of those that begin a login.

Pure. Every address is built from the configured one and ids that were checked; nothing that the vendor
names is ever followed.
"""

from __future__ import annotations

from typing import Any, Final

from providers.answers import Expected
from providers.http import LIST_BYTES, START_SECONDS, Request
from providers.logins import AppLogin, CountryProxy, Credentials, CustomProxy, Hosted, Proxy

_ATTEMPT: Final = "/api/authenticate/{attempt_id}"

WHOAMI: Final = Request("GET", "/api/whoami")
ACCOUNTS: Final = Request(
    "GET", "/api/accounts", expected=Expected(array_as="accounts"), most_bytes=LIST_BYTES
)
ACCOUNT: Final = "/api/accounts/{account_id}"
EMBEDDED_PAGE: Final = "/embed-auth/{token}"


def connect(login: Credentials | AppLogin) -> Request:
    """Begin a first connection, or give the known account of the login, an id, new credentials."""
    if login.account is None:
        return Request("POST", "/api/authenticate", body=_connection(login), limit=START_SECONDS)
    route = "/api/authenticate/{account_id}/credentials"
    return Request("PUT", route, {"account_id": login.account}, _sign_in(login), START_SECONDS)


def reauthenticate(account: str) -> Request:
    """Sign an account in with its stored credentials."""
    route = "/api/authenticate/{account_id}/reauthenticate"
    return Request("POST", route, {"account_id": account}, limit=START_SECONDS)


def poll(attempt: str) -> Request:
    """Look how far an attempt is."""
    return Request("GET", _ATTEMPT, {"attempt_id": attempt})


def answer_question(attempt: str, body: dict[str, object]) -> Request:
    """Hand over what an attempt asks for."""
    return Request("PUT", _ATTEMPT, {"attempt_id": attempt}, body)


def send_email(attempt: str) -> Request:
    """Have an e-mail sent to her; the answer holds her address and is not read."""
    route = f"{_ATTEMPT}/send-email-to-creator"
    return Request("POST", route, {"attempt_id": attempt}, expected=Expected(nothing=True))


def create_session(login: Hosted) -> Request:
    """Create a client session, whose fields are spelt otherwise than a connection's."""
    proxy = {} if login.proxy is None else {"proxy_country": login.proxy.country}
    body = {"display_name": login.label, "client_reference_id": login.reference, **proxy}
    return Request("POST", "/api/client-sessions", body=body, limit=START_SECONDS)


def proxy_fields(proxy: Proxy | None) -> dict[str, object]:
    """Give what a start of either platform says of a proxy."""
    match proxy:
        case CountryProxy(country):
            return {"proxyCountry": country}
        case CustomProxy(host, port, username, password):
            given: dict[str, Any] = {"host": host, "port": port, "username": username, "password": password}
            return {"customProxy": {name: value for name, value in given.items() if value is not None}}
        case None:
            return {}


def _connection(login: Credentials | AppLogin) -> dict[str, object]:
    forced: dict[str, object] = {"force_connect": True} if login.force else {}
    return {"name": login.label, **_sign_in(login), **proxy_fields(login.proxy), **forced}


def _sign_in(login: Credentials | AppLogin) -> dict[str, object]:
    if isinstance(login, AppLogin):
        return {"auth_type": "mobile_app"}
    return {"email": login.username, "password": login.password}
