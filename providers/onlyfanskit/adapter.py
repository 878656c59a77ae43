"""OnlyFansKit's API as steps (https://api.onlyfanskit.dev): sign-ins to OnlyFans that can only be polled.

What the vendor leaves open is decided in the tables here and in `attempt`. It must not know who
calls it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Final

from providers.accounts import disconnect, label_of, objects_with_id
from providers.answers import Answer, Expected, text_of
from providers.errors import OutcomeUnknown, ProviderError, Throttled, Unreadable
from providers.http import LIST_BYTES, START_SECONDS, KeyHeader, ProviderClient, Request
from providers.logins import CountryProxy, Credentials, Login, Lost, Platform, StoredCredentials
from providers.manifest import BY_EMAIL, Manifest
from providers.onlyfanskit.attempt import WRONG_CODE, Memory, read_step
from providers.origins import is_id
from providers.refusals import ACCOUNT_REFUSALS, ATTEMPT_REFUSALS, KEY_REFUSALS
from providers.resumes import dump, resumed
from providers.steps import Done, Failed, ListedAccount, Reason, Step, Working

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.links import LinkHosts
    from providers.secret import Secret

LOGIN = "/v1/connect/login"
ATTEMPT = "/v1/connect/login/{attempt_id}"
SEND_EMAIL = "/v1/connect/login/{attempt_id}/send-email-to-creator"
REAUTHENTICATE = "/v1/accounts/{account_id}/reauthenticate"
ACCOUNTS = "/v1/accounts"
ACCOUNT = "/v1/accounts/{account_id}"
LIST = Request("GET", ACCOUNTS, expected=Expected(array_as="accounts"), most_bytes=LIST_BYTES)
ME = "/v1/me"

LOGIN_FIELDS: Final = ("email", "password", "proxy_country")
"""The vendor's names, guessed; only `remember_credentials`, which is added to them, is documented."""

SCOPES: Final = frozenset({"accounts:read", "accounts:write"})

STORED_REFUSALS: Final[dict[int, Reason]] = ACCOUNT_REFUSALS | {
    HTTPStatus.GONE: Reason.NO_STORED_CREDENTIALS,  # a dead session that this call cannot revive
    HTTPStatus.PRECONDITION_FAILED: Reason.NO_STORED_CREDENTIALS,
}


@dataclass(frozen=True, eq=False)
class OnlyFansKit:
    """The adapter; it owns its client and closes it."""

    _client: ProviderClient
    _links: LinkHosts

    manifest: ClassVar[Manifest] = Manifest(
        slug="onlyfanskit",
        label="OnlyFansKit",
        platforms=(Platform.ONLYFANS,),
        key_variable="ONLYFANSKIT_API_KEY",
        base_url_variable="ONLYFANSKIT_BASE_URL",
        base_url="https://api.onlyfanskit.dev",
        start_fields=BY_EMAIL,
        # The countries are not documented; these two are what the other vendor for OnlyFans offers.
        proxy_countries=("us", "uk"),
        # No host is documented: the vendor's own domain and the platform's, where a selfie is taken.
        link_hosts=(".onlyfanskit.dev", ".onlyfans.com"),
    )
    key_header: ClassVar[KeyHeader] = KeyHeader()
    reconnects: ClassVar[bool] = True

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def preflight(self) -> Failed | None:
        """Read the key's scopes; one that may not read them (`me:read`) proves itself on the account list."""
        answer = await self._client.call(Request("GET", ME))
        if answer.status == HTTPStatus.FORBIDDEN:
            accounts = await self.list_accounts()
            return accounts if isinstance(accounts, Failed) else None
        if not answer.ok:
            return _refusal(answer, KEY_REFUSALS)
        scopes = answer.body.get("scopes")
        if not isinstance(scopes, list):
            raise Unreadable(status=answer.status)
        return None if all(scope in scopes for scope in SCOPES) else Failed(Reason.SCOPE_REFUSED)

    async def start(self, login: Login) -> Step:
        """Sign in again from stored credentials, or for the first time with a password."""
        match login:
            case StoredCredentials(account) if is_id(account):
                request = Request("POST", REAUTHENTICATE, {"account_id": account}, limit=START_SECONDS)
                return self._begun(await self._client.call(request), account)
            case StoredCredentials():
                return Failed(Reason.ACCOUNT_UNKNOWN)
            case Credentials(platform=Platform.ONLYFANS):
                request = Request("POST", LOGIN, body=_login_body(login), limit=START_SECONDS)
                return self._begun(await self._client.call(request), None)
            case _:
                return Failed(Reason.UNSUPPORTED)

    @resumed(Memory)
    async def check(self, memory: Memory) -> Step:
        """Poll the attempt."""
        return await self._poll(memory)

    @resumed(Memory)
    async def submit_code(self, memory: Memory, code: Secret) -> Step:
        """Hand over the code."""
        return await self._submit(memory, {"code": code})

    @resumed(Memory)
    async def confirm_link(self, memory: Memory) -> Step:
        """Tell the vendor that she has taken her selfie."""
        return await self._submit(memory, {"selfie_verification_completed": True})

    @resumed(Memory)
    async def send_code(self, memory: Memory) -> Step:
        """Have the e-mail of the device gate sent; at any other gate it only looks."""
        if memory.gate != "needs_email":
            return await self._poll(memory)
        request = Request("POST", SEND_EMAIL, {"attempt_id": memory.attempt}, expected=Expected(nothing=True))
        answer = await self._client.call(request)
        if not answer.ok:
            return _refusal(answer, ATTEMPT_REFUSALS)
        # What it answers is not documented: where it is not the attempt, the gate stands as it stood.
        return read_step(replace(memory, mailed=True), {"state": memory.gate, **answer.body}, self._links)

    async def recover(self, lost: Lost) -> Step | None:  # noqa: ARG002 - the protocol's argument
        """Give None: the vendor lists no attempts, and its accounts do not tell when they signed in."""
        return None

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        """List the accounts; only an id is sure, and how the list is wrapped is not documented."""
        answer = await self._client.call(LIST)
        if not answer.ok:
            return _refusal(answer, KEY_REFUSALS)
        rows = objects_with_id(answer.body.get("accounts", answer.body.get("data")), answer.status)
        return tuple(ListedAccount(row["id"], _label(row)) for row in rows)

    async def disconnect(self, account: str) -> Failed | None:
        """Forget the account at the vendor."""
        return await disconnect(account, ACCOUNT, self._client.call, _refusal)

    def _begun(self, answer: Answer, account: str | None) -> Step:
        """Read the answer to a start: without an attempt's id only an end can be used."""
        if not answer.ok:
            return _refused_start(answer, STORED_REFUSALS if account else KEY_REFUSALS)
        attempt = answer.body.get("attempt_id")
        step = read_step(Memory(attempt if is_id(attempt) else "", account), answer.body, self._links)
        if not is_id(attempt) and not isinstance(step, (Done, Failed)):
            raise Unreadable(status=answer.status)
        return step

    async def _poll(self, memory: Memory) -> Step:
        answer = await self._client.call(Request("GET", ATTEMPT, {"attempt_id": memory.attempt}))
        if not answer.ok:
            return _refusal(answer, ATTEMPT_REFUSALS)
        return read_step(memory, answer.body, self._links)

    async def _submit(self, memory: Memory, body: Mapping[str, object]) -> Step:
        answer = await self._client.call(Request("PUT", ATTEMPT, {"attempt_id": memory.attempt}, body))
        if not answer.ok:
            return _refusal(answer, ATTEMPT_REFUSALS, retryable=OutcomeUnknown)
        submitted = replace(memory, submitted=True)
        state = text_of(answer.body, "state")
        if state != WRONG_CODE and memory.faces(state):
            return Working(dump(submitted))  # the same gate, no verdict: the vendor has not looked at it yet
        return read_step(submitted, answer.body, self._links)


def _refused_start(answer: Answer, reasons: Mapping[int, Reason]) -> Failed:
    """Tell a start that OnlyFans refused, by `upstreamCode` or an upstream `code`, from a bad request."""
    code = text_of(answer.body, "code")
    upstream = answer.body.get("upstreamCode") is not None or code.startswith("upstream/")
    if answer.status == HTTPStatus.BAD_REQUEST and upstream:
        return Failed(Reason.CREDENTIALS_REFUSED, answer.retry_after)
    return _refusal(answer, reasons)


def _refusal(
    answer: Answer, reasons: Mapping[int, Reason], *, retryable: type[ProviderError] = Throttled
) -> Failed:
    """Give the reason for a refusal; raise `retryable` for one outside the table that the vendor calls so.

    Where it refuses a code in that way, it does not say whether it has looked at it.
    """
    if answer.status not in reasons and answer.body.get("retryable") is True:
        raise retryable(status=answer.status, retry_after=answer.retry_after)
    return Failed(reasons.get(answer.status, Reason.REQUEST_REFUSED), answer.retry_after)


def _login_body(login: Credentials) -> dict[str, object]:
    country = login.proxy.country if isinstance(login.proxy, CountryProxy) else None
    named = zip(LOGIN_FIELDS, (login.username, login.password, country), strict=True)
    given = {name: value for name, value in named if value is not None}
    return {**given, "remember_credentials": True}


def _label(row: Mapping[str, Any]) -> str | None:
    return label_of(text_of(row, "username"), text_of(row, "name"))
