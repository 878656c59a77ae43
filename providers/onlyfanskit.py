"""OnlyFansKit's API as steps (https://api.onlyfanskit.dev): sign-ins to OnlyFans that can only be polled.

What the vendor leaves open is decided in the tables and constants here. It must not know who calls it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from providers.answers import Answer, Expected
from providers.base import (
    Channel,
    CodeNeeded,
    Credentials,
    Done,
    Failed,
    LinkKind,
    LinkNeeded,
    ListedAccount,
    Login,
    Manifest,
    Platform,
    Reason,
    StartField,
    Step,
    StoredCredentials,
    Working,
)
from providers.errors import Throttled, Unreadable
from providers.hints import masked_address
from providers.http import START_SECONDS, KeyHeader, ProviderClient, Request
from providers.links import LinkHosts, RefusedLink
from providers.origins import is_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.secret import Secret

LOGIN = "/v1/connect/login"
ATTEMPT = "/v1/connect/login/{attempt_id}"
SEND_EMAIL = "/v1/connect/login/{attempt_id}/send-email-to-creator"
REAUTHENTICATE = "/v1/accounts/{account_id}/reauthenticate"
ACCOUNTS = "/v1/accounts"
ACCOUNT = "/v1/accounts/{account_id}"
ME = "/v1/me"

LOGIN_FIELDS: Final = {"username": "email", "password": "password", "country": "proxy_country"}
"""Our names and the vendor's; only `remember_credentials`, which is added to them, is documented."""

CODE_STATES: Final = {
    "needs_otp": Channel.SMS,
    "needs_app_otp": Channel.AUTHENTICATOR,
    "needs_email": Channel.EMAIL,
}
WRONG_CODE: Final = "wrong_2fa_code_retry"
"""The one state that hides its channel: it is the channel of the state before."""

LINK_STATES: Final = {
    "needs_face_otp": (LinkKind.SELFIE, ("face_verification_url", "verification_page_url", "phone_url")),
    "awaiting_mobile_session": (LinkKind.APP, ("phone_url", "verification_page_url")),
}
"""What the creator does and the fields that may hold her link, best first."""

OTP_CHANNELS: Final = {"sms": Channel.SMS, "app": Channel.AUTHENTICATOR, "email": Channel.EMAIL}
"""Guessed values of `otp_channel`, asked only where a wrong code is the first that is seen of an attempt."""

RESEND_EMAIL_SECONDS: Final = 60.0
"""No wait is documented between two e-mails; a minute is what other senders ask for."""

SCOPES: Final = frozenset({"accounts:read", "accounts:write"})

KEY_REFUSALS: Final[dict[int, Reason]] = {
    HTTPStatus.UNAUTHORIZED: Reason.KEY_REFUSED,
    HTTPStatus.PAYMENT_REQUIRED: Reason.PLAN_REFUSED,
    HTTPStatus.FORBIDDEN: Reason.SCOPE_REFUSED,
    HTTPStatus.TOO_MANY_REQUESTS: Reason.RATE_LIMITED,
}
ATTEMPT_REFUSALS: Final[dict[int, Reason]] = KEY_REFUSALS | {
    HTTPStatus.NOT_FOUND: Reason.ATTEMPT_GONE,
    HTTPStatus.GONE: Reason.ATTEMPT_GONE,
}
ACCOUNT_REFUSALS: Final[dict[int, Reason]] = KEY_REFUSALS | {
    HTTPStatus.NOT_FOUND: Reason.ACCOUNT_UNKNOWN,
    HTTPStatus.GONE: Reason.NO_STORED_CREDENTIALS,  # a dead session that this call cannot revive
    HTTPStatus.PRECONDITION_FAILED: Reason.NO_STORED_CREDENTIALS,
}


@dataclass(frozen=True, slots=True)
class Memory:
    """What `resume` holds: the attempt, and what the states to come do not repeat.

    `gate` is the state of the challenge shown last, `asked` its number; `submitted` tells that it was
    answered.
    """

    attempt: str
    account: str | None = None
    gate: str = ""
    asked: int = 0
    channel: Channel = Channel.UNKNOWN
    hint: str | None = None
    mailed: bool = False
    submitted: bool = False

    def dump(self) -> str:
        """Write it as the compact text that the relay stores."""
        return json.dumps({"version": 1, **asdict(self)}, separators=(",", ":"))

    @classmethod
    def load(cls, resume: str) -> Self | None:
        """Read it back; None for what this version did not write."""
        try:
            values = json.loads(resume)
            if values.pop("version") != 1 or not is_id(values["attempt"]):
                return None
            return cls(**values | {"channel": Channel(values["channel"])})
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def facing(self, gate: str, body: Mapping[str, Any]) -> Self:
        """Remember that the provider asks for `gate`; a wrong code in answer to a submit is asked anew."""
        if gate == self.gate and not (gate == WRONG_CODE and self.submitted):
            return self
        told = OTP_CHANNELS.get(_text(body.get("otp_channel")), Channel.UNKNOWN)
        known = self.channel if self.channel is not Channel.UNKNOWN else told
        again = gate == WRONG_CODE
        return replace(
            self,
            gate=gate,
            asked=self.asked + 1,
            channel=known if again else CODE_STATES.get(gate, Channel.UNKNOWN),
            hint=self.hint if again else masked_address(body.get("email_mask")),
            mailed=again and self.mailed,
            submitted=False,
        )


class OnlyFansKit:
    """The adapter; it owns `client` and closes it."""

    manifest: ClassVar[Manifest] = Manifest(
        slug="onlyfanskit",
        label="OnlyFansKit",
        platforms=(Platform.ONLYFANS,),
        key_variable="ONLYFANSKIT_API_KEY",
        base_url_variable="ONLYFANSKIT_BASE_URL",
        base_url="https://api.onlyfanskit.dev",
        start_fields=(
            StartField("username", "E-mail address"),
            StartField("password", "Password", secret=True),
            StartField("country", "Country", required=False),
        ),
        # No host is documented: the vendor's own domain and the platform's, where a selfie is taken.
        link_hosts=(".onlyfanskit.dev", ".onlyfans.com"),
    )
    key_header: ClassVar[KeyHeader] = KeyHeader()
    reconnects: ClassVar[bool] = True

    def __init__(self, client: ProviderClient, links: LinkHosts) -> None:
        """Take the client of this provider's origin and the hosts that its links may have."""
        self._client = client
        self._links = links

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

    async def check(self, resume: str) -> Step:
        """Poll the attempt."""
        memory = Memory.load(resume)
        if memory is None:
            return Failed(Reason.ATTEMPT_GONE)
        answer = await self._client.call(Request("GET", ATTEMPT, {"attempt_id": memory.attempt}))
        return self._step(memory, answer.body) if answer.ok else _refusal(answer, ATTEMPT_REFUSALS)

    async def submit_code(self, resume: str, code: Secret) -> Step:
        """Hand over the code."""
        return await self._submit(resume, {"code": code})

    async def confirm_link(self, resume: str) -> Step:
        """Tell the vendor that she has taken her selfie."""
        return await self._submit(resume, {"selfie_verification_completed": True})

    async def send_code(self, resume: str) -> Step:
        """Have the e-mail of the device gate sent; at any other gate it only looks."""
        memory = Memory.load(resume)
        if memory is None:
            return Failed(Reason.ATTEMPT_GONE)
        if memory.gate != "needs_email":
            return await self.check(resume)
        request = Request("POST", SEND_EMAIL, {"attempt_id": memory.attempt}, expected=Expected(nothing=True))
        answer = await self._client.call(request)
        if not answer.ok:
            return _refusal(answer, ATTEMPT_REFUSALS)
        # What it answers is not documented: where it is not the attempt, the gate stands as it stood.
        return self._step(replace(memory, mailed=True), {"state": memory.gate, **answer.body})

    async def recover(self, login: Login, since: float) -> Step | None:  # noqa: ARG002 - the protocol's arguments
        """Give None: the vendor lists no attempts, and its accounts do not tell when they signed in."""
        return None

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        """List the accounts; only an id is sure, and how the list is wrapped is not documented."""
        answer = await self._client.call(Request("GET", ACCOUNTS, expected=Expected(array_as="accounts")))
        if not answer.ok:
            return _refusal(answer, KEY_REFUSALS)
        rows = next(
            (rows for name in ("accounts", "data") if isinstance(rows := answer.body.get(name), list)), None
        )
        if rows is None:
            raise Unreadable(status=answer.status)
        return tuple(_listed(row) for row in rows if isinstance(row, dict) and is_id(row.get("id")))

    async def disconnect(self, account: str) -> Failed | None:
        """Forget the account at the vendor."""
        if not is_id(account):
            return Failed(Reason.ACCOUNT_UNKNOWN)
        request = Request("DELETE", ACCOUNT, {"account_id": account}, expected=Expected(nothing=True))
        answer = await self._client.call(request)
        gone = answer.ok or answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
        return None if gone else _refusal(answer, KEY_REFUSALS)

    def _begun(self, answer: Answer, account: str | None) -> Step:
        """Read the answer to a start: without an attempt's id only an end can be used."""
        if not answer.ok:
            return _refused_start(answer, ACCOUNT_REFUSALS if account else KEY_REFUSALS)
        attempt = answer.body.get("attempt_id")
        step = self._step(Memory(attempt if is_id(attempt) else "", account), answer.body)
        if not is_id(attempt) and not isinstance(step, (Done, Failed)):
            raise Unreadable(status=answer.status)
        return step

    async def _submit(self, resume: str, body: Mapping[str, object]) -> Step:
        memory = Memory.load(resume)
        if memory is None:
            return Failed(Reason.ATTEMPT_GONE)
        answer = await self._client.call(Request("PUT", ATTEMPT, {"attempt_id": memory.attempt}, body))
        if not answer.ok:
            return _refusal(answer, ATTEMPT_REFUSALS)
        submitted = replace(memory, submitted=True)
        if _text(answer.body.get("state")) == memory.gate != WRONG_CODE:
            return Working(submitted.dump())  # the same gate, no verdict: the vendor has not looked at it yet
        return self._step(submitted, answer.body)

    def _step(self, memory: Memory, body: Mapping[str, Any]) -> Step:
        state = _text(body.get("state"))
        if state == "completed_success":
            return _done(memory, body)
        if state == "completed_failed":
            return Failed(Reason.LOGIN_FAILED)  # no reason is in the schema, so none is guessed
        if state in LINK_STATES:
            return self._link(memory.facing(state, body), body)
        if state in CODE_STATES or state == WRONG_CODE:
            return _code(memory.facing(state, body))
        return Working(memory.dump())

    def _link(self, memory: Memory, body: Mapping[str, Any]) -> Step:
        kind, fields = LINK_STATES[memory.gate]
        named = next((text for name in fields if (text := _text(body.get(name)))), None)
        url = None if named is None else self._links.judge(named)
        if isinstance(url, RefusedLink):
            return Failed(Reason.LINK_HOST_UNKNOWN, host=url.host)
        # A link that appears later is a new thing to show; one that is only spelt anew is not.
        challenge = f"{memory.gate}/{memory.asked}/{'link' if url else 'no-link'}"
        return LinkNeeded(memory.dump(), challenge, kind, url, needs_confirmation=kind is LinkKind.SELFIE)


def _code(memory: Memory) -> CodeNeeded:
    at_email_gate = memory.gate == "needs_email"
    return CodeNeeded(
        memory.dump(),
        challenge=f"{memory.gate}/{memory.asked}",
        channel=memory.channel,
        sent=memory.mailed or not at_email_gate,
        hint=memory.hint,
        rejected=memory.gate == WRONG_CODE,
        resend_after=RESEND_EMAIL_SECONDS if at_email_gate else None,
    )


def _done(memory: Memory, body: Mapping[str, Any]) -> Step:
    """Name the account.

    Where the answer names none, a first connection is not complete yet, and a re-authentication, which was
    asked for one account, is complete for that one.
    """
    account = body.get("account_id")
    if is_id(account):
        return Done(account)
    if account is not None:
        raise Unreadable
    return Done(memory.account) if memory.account else Working(memory.dump())


def _refused_start(answer: Answer, reasons: Mapping[int, Reason]) -> Failed:
    """Tell a start that OnlyFans refused, by `upstreamCode` or an upstream `code`, from a bad request."""
    code = _text(answer.body.get("code"))
    upstream = answer.body.get("upstreamCode") is not None or code.startswith("upstream/")
    if answer.status == HTTPStatus.BAD_REQUEST and upstream:
        return Failed(Reason.CREDENTIALS_REFUSED, answer.retry_after)
    return _refusal(answer, reasons)


def _refusal(answer: Answer, reasons: Mapping[int, Reason]) -> Failed:
    """Give the reason for a refusal; Throttled for one outside the table that the vendor calls retryable."""
    if answer.status not in reasons and answer.body.get("retryable") is True:
        raise Throttled(status=answer.status, retry_after=answer.retry_after)
    return Failed(reasons.get(answer.status, Reason.REQUEST_REFUSED), answer.retry_after)


def _login_body(login: Credentials) -> dict[str, object]:
    values = {"username": login.username, "password": login.password, "country": login.country}
    named = {LOGIN_FIELDS[name]: value for name, value in values.items() if value is not None}
    return {**named, "remember_credentials": True}


def _listed(row: Mapping[str, Any]) -> ListedAccount:
    label = next((text for name in ("username", "name") if (text := _text(row.get(name)).strip())), None)
    return ListedAccount(row["id"], label[:64] if label else None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
