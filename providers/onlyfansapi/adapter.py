"""OnlyFansAPI for OnlyFans as steps (https://app.onlyfansapi.com): sign-ins by password, app or hosted page.

It makes the calls; what their answers mean stands in the modules beside it, each for one flow. It must not
know who calls it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

from providers.accounts import disconnect, listed
from providers.errors import Unreadable
from providers.http import KeyHeader, ProviderClient
from providers.logins import AppLogin, Credentials, Hosted, Login, Lost, Platform, StoredCredentials
from providers.manifest import BY_EMAIL, Manifest
from providers.onlyfansapi import hosted, requests
from providers.onlyfansapi.accounts import found_again, list_rows, try_key
from providers.onlyfansapi.attempt import code_needed, read_step
from providers.onlyfansapi.hosted import Session
from providers.onlyfansapi.memory import Memory
from providers.onlyfansapi.poll import attempt_of
from providers.onlyfansapi.refusals import STORED_REFUSALS, is_impossible, refusal, refused_connection
from providers.origins import is_id
from providers.refusals import ATTEMPT_REFUSALS
from providers.resumes import dump, resumed
from providers.steps import Failed, ListedAccount, Reason, Step, Working

if TYPE_CHECKING:
    from providers.answers import Answer
    from providers.links import LinkHosts
    from providers.secret import Secret


@dataclass(frozen=True, eq=False)
class OnlyFansApi:
    """The adapter; it owns its client and closes it."""

    _client: ProviderClient
    _links: LinkHosts

    manifest: ClassVar[Manifest] = Manifest(
        slug="onlyfansapi",
        label="OnlyFansAPI",
        platforms=(Platform.ONLYFANS,),
        key_variable="ONLYFANSAPI_API_KEY",
        base_url_variable="ONLYFANSAPI_BASE_URL",
        base_url="https://app.onlyfansapi.com",
        start_fields=BY_EMAIL,
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

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def preflight(self) -> Failed | None:
        """Ask whose key it is; a key has no scopes that could be read."""
        return await try_key(self._client)

    async def start(self, login: Login) -> Step:
        """Begin a login of any kind but a step-up."""
        match login:
            case Credentials(account=str(known)) | AppLogin(account=str(known)) if not is_id(known):
                return Failed(Reason.ACCOUNT_UNKNOWN)
            case StoredCredentials(account) if not is_id(account):
                return Failed(Reason.ACCOUNT_UNKNOWN)
            case StoredCredentials(account):
                return await self._reauthenticate(account)
            case Credentials(platform=Platform.ONLYFANS) | AppLogin(platform=Platform.ONLYFANS):
                return await self._connect(login)
            case Hosted(platform=Platform.ONLYFANS):
                return await hosted.begin(self._client, login)
            case _:
                return Failed(Reason.UNSUPPORTED)

    @resumed(Memory, Session)
    async def check(self, memory: Memory | Session) -> Step:
        """Poll the attempt, or look for the account that a hosted login has brought."""
        if isinstance(memory, Session):
            return await hosted.look(self._client, memory)
        return await self._poll(memory)

    @resumed(Memory)
    async def submit_code(self, memory: Memory, code: Secret) -> Step:
        """Hand over the code; one that has not even the form of a code is asked for again at once."""
        answer = await self._client.call(requests.answer_question(memory.attempt, {"code": code}))
        if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return code_needed(memory.refused())
        return await self._accepted(memory, answer)

    @resumed(Memory)
    async def confirm_link(self, memory: Memory) -> Step:
        """Tell that she has taken her selfie.

        The field is documented as a boolean whose one value is a text: the text is sent, once, if the
        boolean is refused as invalid.
        """
        for spelling in (True, "true"):
            body: dict[str, object] = {"selfie_verification_completed": spelling}
            answer = await self._client.call(requests.answer_question(memory.attempt, body))
            if answer.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                break
        return await self._accepted(memory, answer)

    @resumed(Memory)
    async def send_code(self, memory: Memory) -> Step:
        """Have an e-mail sent to her, by which she verifies the login on her own device if no code comes.

        The question stands: a code that comes after all still counts, and so does the e-mail, which needs
        no word to us. At any other gate it only looks.
        """
        if memory.gate != "code":
            return await self._poll(memory)
        answer = await self._client.call(requests.send_email(memory.attempt))
        if answer.ok:
            return code_needed(replace(memory, mailed=True))
        return await self._refused(memory, answer)

    async def recover(self, lost: Lost) -> Step | None:
        """Look whether the account is signed in by now, or one that is named after the login."""
        rows = await list_rows(self._client)
        return None if isinstance(rows, Failed) else found_again(lost, rows)

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        """List the accounts by id, user name and whether they are signed in."""
        return listed(await list_rows(self._client))

    async def disconnect(self, account: str) -> Failed | None:
        """Forget the account at the vendor."""
        return await disconnect(account, requests.ACCOUNT, self._client.call, refusal)

    async def _connect(self, login: Credentials | AppLogin) -> Step:
        answer = await self._client.call(requests.connect(login))
        return self._begun(answer, login.account) if answer.ok else refused_connection(answer, login.account)

    async def _reauthenticate(self, account: str) -> Step:
        answer = await self._client.call(requests.reauthenticate(account))
        if answer.ok:
            return self._begun(answer, account)
        return await self._why_not(account) if is_impossible(answer) else refusal(answer, STORED_REFUSALS)

    async def _why_not(self, account: str) -> Failed:
        """Tell why it cannot be signed in again: it is signed in already, or nothing is stored for it."""
        rows = await list_rows(self._client)
        if isinstance(rows, Failed):
            return rows
        is_signed_in = any(row.account.id == account and row.account.connected for row in rows)
        return Failed(Reason.ALREADY_CONNECTED if is_signed_in else Reason.NO_STORED_CREDENTIALS)

    def _begun(self, answer: Answer, account: str | None) -> Step:
        attempt = attempt_of(answer.body)
        if attempt is None:
            raise Unreadable(status=answer.status)
        return read_step(Memory(attempt, account), answer.body, self._links)

    async def _accepted(self, memory: Memory, answer: Answer) -> Step:
        """Take a success as received and no more: whether it was right, only a poll tells."""
        if answer.ok:
            return Working(dump(replace(memory, submitted=True)))
        return await self._refused(memory, answer)

    async def _refused(self, memory: Memory, answer: Answer) -> Step:
        """Look how the attempt stands: what was handed over may only have come too late."""
        if answer.status in ATTEMPT_REFUSALS:
            return refusal(answer, ATTEMPT_REFUSALS)
        return await self._poll(memory)

    async def _poll(self, memory: Memory) -> Step:
        answer = await self._client.call(requests.poll(memory.attempt))
        if not answer.ok:
            return refusal(answer, ATTEMPT_REFUSALS)
        return read_step(memory, answer.body, self._links)
