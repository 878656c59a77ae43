"""OnlyFansAPI for OnlyFans as steps (https://app.onlyfansapi.com): sign-ins by password, app or hosted page.

It makes the calls; what their answers mean stands in the modules beside it, each for one flow. It must not
know who calls it.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

from providers.base import (
    AppLogin,
    Credentials,
    Failed,
    FieldKind,
    Hosted,
    ListedAccount,
    Login,
    Lost,
    Manifest,
    Platform,
    Reason,
    StartField,
    Step,
    StoredCredentials,
    Working,
)
from providers.errors import Unreadable
from providers.http import KeyHeader, ProviderClient
from providers.onlyfansapi import hosted, requests
from providers.onlyfansapi.accounts import found_again, list_rows
from providers.onlyfansapi.attempt import code_needed, read_step
from providers.onlyfansapi.hosted import Session
from providers.onlyfansapi.memory import Memory
from providers.onlyfansapi.poll import attempt_of
from providers.onlyfansapi.refusals import STORED_REFUSALS, is_impossible, refusal, refused_connection
from providers.origins import is_id
from providers.refusals import ACCOUNT_REFUSALS, ATTEMPT_REFUSALS, KEY_REFUSALS

if TYPE_CHECKING:
    from providers.answers import Answer
    from providers.links import LinkHosts
    from providers.secret import Secret


class OnlyFansApi:
    """The adapter; it owns `client` and closes it."""

    manifest: ClassVar[Manifest] = Manifest(
        slug="onlyfansapi",
        label="OnlyFansAPI",
        platforms=(Platform.ONLYFANS,),
        key_variable="ONLYFANSAPI_API_KEY",
        base_url_variable="ONLYFANSAPI_BASE_URL",
        base_url="https://app.onlyfansapi.com",
        start_fields=(
            StartField("username", FieldKind.EMAIL),
            StartField("password", FieldKind.PASSWORD),
        ),
        # No host is documented: the vendor's own domain and the platform's, where a selfie is taken.
        link_hosts=(".onlyfansapi.com", ".onlyfans.com"),
        checks_per_second=8.0,  # half of 1,000 a minute, the smallest plan's rate
        proxy_countries=("us", "uk", "gb"),
        takes_custom_proxy=True,
        can_force=True,
    )
    key_header: ClassVar[KeyHeader] = KeyHeader()
    reconnects: ClassVar[bool] = True
    logs_in_by_app: ClassVar[bool] = True
    hosts_login: ClassVar[bool] = True

    def __init__(self, client: ProviderClient, links: LinkHosts) -> None:
        """Take the client of this provider's origin and the hosts that its links may have."""
        self._client = client
        self._links = links

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def preflight(self) -> Failed | None:
        """Ask whose key it is; a key has no scopes that could be read."""
        answer = await self._client.call(requests.WHOAMI)
        if not answer.ok:
            return refusal(answer, KEY_REFUSALS)
        if not isinstance(answer.body.get("api_key"), dict):
            raise Unreadable(status=answer.status)
        return None

    async def start(self, login: Login) -> Step:
        """Begin a login of any kind but a step-up."""
        match login:
            case StoredCredentials(account):
                return await self._reauthenticate(account)
            case Credentials(platform=Platform.ONLYFANS) | AppLogin(platform=Platform.ONLYFANS):
                return await self._connect(login)
            case Hosted(platform=Platform.ONLYFANS):
                return await hosted.begin(self._client, login)
            case _:
                return Failed(Reason.UNSUPPORTED)

    async def check(self, resume: str) -> Step:
        """Poll the attempt, or look for the account that a hosted login has brought."""
        session = Session.load(resume)
        if session is not None:
            return await hosted.look(self._client, session)
        memory = Memory.load(resume)
        if memory is None:
            return Failed(Reason.ATTEMPT_GONE)
        answer = await self._client.call(requests.poll(memory.attempt))
        if not answer.ok:
            return refusal(answer, ATTEMPT_REFUSALS)
        return read_step(memory, answer.body, self._links)

    async def submit_code(self, resume: str, code: Secret) -> Step:
        """Hand over the code; one that has not even the form of a code is asked for again at once."""
        memory = Memory.load(resume)
        if memory is None:
            return Failed(Reason.ATTEMPT_GONE)
        answer = await self._client.call(requests.answer_question(memory.attempt, {"code": code}))
        if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return code_needed(memory.refused())
        return await self._accepted(replace(memory, submitted=True), answer, resume)

    async def confirm_link(self, resume: str) -> Step:
        """Tell that she has taken her selfie.

        The field is documented as a boolean whose one value is a text: the text is sent, once, if the
        boolean is refused as invalid.
        """
        memory = Memory.load(resume)
        if memory is None:
            return Failed(Reason.ATTEMPT_GONE)
        for spelling in (True, "true"):
            body: dict[str, object] = {"selfie_verification_completed": spelling}
            answer = await self._client.call(requests.answer_question(memory.attempt, body))
            if answer.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                break
        return await self._accepted(replace(memory, submitted=True), answer, resume)

    async def send_code(self, resume: str) -> Step:
        """Have an e-mail sent to her, by which she verifies the login on her own device if no code comes.

        The question stands: a code that comes after all still counts, and so does the e-mail, which needs
        no word to us. At any other gate it only looks.
        """
        memory = Memory.load(resume)
        if memory is None:
            return Failed(Reason.ATTEMPT_GONE)
        if memory.gate != "code":
            return await self.check(resume)
        answer = await self._client.call(requests.send_email(memory.attempt))
        if answer.ok:
            return code_needed(replace(memory, mailed=True))
        return await self._refused(answer, resume)

    async def recover(self, lost: Lost) -> Step | None:
        """Look whether the account is signed in by now, or one that is named after the login."""
        rows = await list_rows(self._client)
        return None if isinstance(rows, Failed) else found_again(lost, rows)

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        """List the accounts by id, user name and whether they are signed in."""
        rows = await list_rows(self._client)
        return rows if isinstance(rows, Failed) else tuple(row.listed for row in rows)

    async def disconnect(self, account: str) -> Failed | None:
        """Forget the account at the vendor."""
        if not is_id(account):
            return Failed(Reason.ACCOUNT_UNKNOWN)
        answer = await self._client.call(requests.forget(account))
        gone = answer.ok or answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
        return None if gone else refusal(answer, ACCOUNT_REFUSALS)

    async def _connect(self, login: Credentials | AppLogin) -> Step:
        if login.account is not None and not is_id(login.account):
            return Failed(Reason.ACCOUNT_UNKNOWN)
        answer = await self._client.call(requests.connect(login))
        return self._begun(answer, login.account) if answer.ok else refused_connection(answer, login.account)

    async def _reauthenticate(self, account: str) -> Step:
        if not is_id(account):
            return Failed(Reason.ACCOUNT_UNKNOWN)
        answer = await self._client.call(requests.reauthenticate(account))
        if answer.ok:
            return self._begun(answer, account)
        return await self._why_not(account) if is_impossible(answer) else refusal(answer, STORED_REFUSALS)

    async def _why_not(self, account: str) -> Failed:
        """Tell why it cannot be signed in again: it is signed in already, or nothing is stored for it."""
        rows = await list_rows(self._client)
        if isinstance(rows, Failed):
            return rows
        is_signed_in = any(row.id == account and row.is_signed_in for row in rows)
        return Failed(Reason.ALREADY_CONNECTED if is_signed_in else Reason.NO_STORED_CREDENTIALS)

    def _begun(self, answer: Answer, account: str | None) -> Step:
        attempt = attempt_of(answer.body)
        if attempt is None:
            raise Unreadable(status=answer.status)
        return read_step(Memory(attempt, account), answer.body, self._links)

    async def _accepted(self, memory: Memory, answer: Answer, resume: str) -> Step:
        """Take a success as received and no more: whether it was right, only a poll tells."""
        return Working(memory.dump()) if answer.ok else await self._refused(answer, resume)

    async def _refused(self, answer: Answer, resume: str) -> Step:
        """Look how the attempt stands: what was handed over may only have come too late."""
        if answer.status in ATTEMPT_REFUSALS:
            return refusal(answer, ATTEMPT_REFUSALS)
        return await self.check(resume)
