"""OnlyFansAPI's Fansly part as steps (https://app.onlyfansapi.com): sign-ins that can only be polled.

The account's id is the handle of its sign-in. What the vendor leaves open is decided in the tables here and
in `attempt`. It must not know who calls it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

from providers.accounts import disconnect, listed, named_after
from providers.errors import Unreadable, before_anything_begins
from providers.http import START_SECONDS, KeyHeader, ProviderClient, Request
from providers.logins import Credentials, Login, Lost, Platform, StoredCredentials
from providers.manifest import BY_USERNAME_OR_EMAIL, Manifest
from providers.onlyfansapi.accounts import try_key
from providers.onlyfansapi.refusals import STORED_REFUSALS, is_impossible, refusal, refused_connection
from providers.onlyfansapi.requests import proxy_fields
from providers.onlyfansapi_fansly.accounts import list_rows
from providers.onlyfansapi_fansly.attempt import Memory, ask, read_step
from providers.origins import is_id
from providers.refusals import ATTEMPT_REFUSALS, KEY_REFUSALS, is_of_key
from providers.resumes import dump, resumed
from providers.steps import CodeNeeded, Failed, ListedAccount, Reason, Step, Working

if TYPE_CHECKING:
    from providers.answers import Answer
    from providers.links import LinkHosts
    from providers.secret import Secret

AUTHENTICATE = "/api/fansly/authenticate"
ATTEMPT = "/api/fansly/authenticate/{account_id}"
REAUTHENTICATE = "/api/fansly/authenticate/{account_id}/reauthenticate"
ACCOUNT = "/api/fansly/accounts/{account_id}"


@dataclass(frozen=True, eq=False)
class OnlyFansApiFansly:
    """The adapter; it owns its client and closes it. No link comes from the vendor."""

    _client: ProviderClient
    _links: LinkHosts

    manifest: ClassVar[Manifest] = Manifest(
        slug="onlyfansapi_fansly",
        label="OnlyFansAPI (Fansly)",
        platforms=(Platform.FANSLY,),
        key_variable="ONLYFANSAPI_API_KEY",
        base_url_variable="ONLYFANSAPI_FANSLY_BASE_URL",
        base_url="https://app.onlyfansapi.com",
        start_fields=BY_USERNAME_OR_EMAIL,
        link_hosts=(),
        checks_per_second=8.0,  # half of 1,000 a minute, the smallest plan's rate
        proxy_countries=("us", "uk", "gb"),
        takes_custom_proxy=True,
        can_force=True,
    )
    key_header: ClassVar[KeyHeader] = KeyHeader()
    reconnects: ClassVar[bool] = True

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def preflight(self) -> Failed | None:
        """Ask whose key it is; a key has no scopes that could be read."""
        return await try_key(self._client)

    async def start(self, login: Login) -> Step:
        """Sign in again from stored credentials, or with a password."""
        match login:
            case StoredCredentials(account) | Credentials(account=str(account)) if not is_id(account):
                return Failed(Reason.ACCOUNT_UNKNOWN)
            case StoredCredentials(account):
                return await self._reauthenticate(account)
            case Credentials(platform=Platform.FANSLY):
                return await self._connect(login)
            case _:
                return Failed(Reason.UNSUPPORTED)

    @resumed(Memory)
    async def check(self, memory: Memory) -> Step:
        """Poll the sign-in."""
        answer = await self._client.call(Request("GET", ATTEMPT, {"account_id": memory.account}))
        return read_step(memory, answer.body) if answer.ok else refusal(answer, ATTEMPT_REFUSALS)

    @resumed(Memory)
    async def submit_code(self, memory: Memory, code: Secret) -> Step:
        """Hand over the code. That a 422 refuses the code is a decision: it is all that was sent."""
        request = Request("PUT", ATTEMPT, {"account_id": memory.account}, {"code": code})
        answer = await self._client.call(request)
        if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return ask(memory.refused())
        if not answer.ok:
            return refusal(answer, ATTEMPT_REFUSALS)
        step = read_step(memory, answer.body)
        if isinstance(step, CodeNeeded) and step.challenge == memory.challenge:
            return Working(step.resume)  # the same challenge, no verdict: the vendor has not looked at it yet
        return step

    async def recover(self, lost: Lost) -> Step | None:
        """Poll the account: the one that was known, else the one that is listed with the reference.

        An account that was known and asks for nothing does not tell whether the start came.
        """
        account = lost.account or await self._account_with(lost.reference)
        if isinstance(account, Failed):
            return account if is_of_key(account) else None
        if not is_id(account):
            return None
        answer = await self._client.call(Request("GET", ATTEMPT, {"account_id": account}))
        if answer.ok and answer.body.get("account_id") == account:
            return _recovered(answer, account, known=lost.account is not None)
        refused = None if answer.ok else refusal(answer, KEY_REFUSALS)
        return refused if refused and is_of_key(refused) else None

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        """List the accounts."""
        return listed(await list_rows(self._client))

    async def disconnect(self, account: str) -> Failed | None:
        """Forget the account at the vendor."""
        return await disconnect(account, ACCOUNT, self._client.call, refusal)

    async def _reauthenticate(self, account: str) -> Step:
        """Sign in from stored credentials; if that is said to be impossible, the poll tells what is true."""
        before = await self._before(account)
        if isinstance(before, Failed):
            return before
        request = Request("POST", REAUTHENTICATE, {"account_id": account}, limit=START_SECONDS)
        answer = await self._client.call(request)
        if is_impossible(answer):
            return Working(dump(before))
        return _begun(answer, before) if answer.ok else refusal(answer, STORED_REFUSALS)

    async def _connect(self, login: Credentials) -> Step:
        before = None if login.account is None else await self._before(login.account)
        if isinstance(before, Failed):
            return before
        request = Request("POST", AUTHENTICATE, body=_login_body(login), limit=START_SECONDS)
        answer = await self._client.call(request)
        return _begun(answer, before) if answer.ok else refused_connection(answer, login.account)

    async def _before(self, account: str) -> Memory | Failed:
        """Look at a known account before its start: the error that it shows already is none of this sign-in.

        A session that is over is what a start is for, so that only a refused key ends it here.
        """
        with before_anything_begins():
            answer = await self._client.call(Request("GET", ATTEMPT, {"account_id": account}))
        if answer.ok:
            return Memory(account, error=None).seeing(answer.body)
        refused = refusal(answer, KEY_REFUSALS)
        return refused if is_of_key(refused) else Memory(account, error=None)

    async def _account_with(self, reference: str) -> str | Failed | None:
        rows = await list_rows(self._client)
        return rows if isinstance(rows, Failed) else named_after(rows, reference)


def _begun(answer: Answer, before: Memory | None) -> Step:
    """Read the answer to a start; that to a re-authentication is not shown, and may name no account."""
    named = answer.body.get("account_id")
    if not is_id(named):
        if before is None:
            raise Unreadable(status=answer.status)
        return read_step(before, answer.body)
    return read_step(replace(before, account=named) if before else Memory(named), answer.body)


def _recovered(answer: Answer, account: str, *, known: bool) -> Step | None:
    step = read_step(Memory(account, error=None if known else ""), answer.body)
    return None if known and isinstance(step, Working) else step


def _login_body(login: Credentials) -> dict[str, object]:
    """Give the body of a start.

    Fansly has no call for new credentials of a known account: the same start, forced, stands for it.
    """
    forced = {"force_connect": True} if login.force or login.account else {}
    person = {"username": login.username, "password": login.password}
    return {"name": login.label, **person, **proxy_fields(login.proxy), **forced}
