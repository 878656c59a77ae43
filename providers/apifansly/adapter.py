"""The Fansly API as steps (https://v1.apifansly.com): logins and step-up codes that are answered at once.

What the vendor leaves open is decided in the modules of the two flows and in `answers`. It must not
know who calls it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from providers.accounts import disconnect, listed
from providers.apifansly.accounts import find_account, read_accounts
from providers.apifansly.answers import Envelope, call
from providers.apifansly.login import LoginCode, Person, connect
from providers.apifansly.step_up import StepUpCode, begin
from providers.http import KeyHeader, ProviderClient
from providers.logins import CountryProxy, Credentials, Login, Lost, Platform, StepUp
from providers.manifest import BY_USERNAME_OR_EMAIL, Manifest
from providers.refusals import is_of_key
from providers.resumes import resumed
from providers.steps import Done, Failed, ListedAccount, Reason, Step

if TYPE_CHECKING:
    from providers.links import LinkHosts
    from providers.secret import Secret

ACCOUNT = "/api/fansly/accounts/{account_id}"


@dataclass(frozen=True, eq=False)
class ApiFansly:
    """The adapter; it owns its client and closes it. No link comes from the vendor."""

    _client: ProviderClient
    _links: LinkHosts

    manifest: ClassVar[Manifest] = Manifest(
        slug="apifansly",
        label="Fansly API",
        platforms=(Platform.FANSLY,),
        key_variable="APIFANSLY_API_KEY",
        base_url_variable="APIFANSLY_BASE_URL",
        base_url="https://v1.apifansly.com",
        start_fields=BY_USERNAME_OR_EMAIL,
        link_hosts=(),
        # A country is demanded and none is listed; these are where most agencies and their creators are.
        proxy_countries=(
            *("us", "gb", "ca", "au", "de", "at", "ch", "fr", "es", "pt", "it", "nl"),
            *("be", "pl", "cz", "sk", "hu", "ro", "bg", "ua", "lt", "lv", "ee", "gr"),
        ),
        country_required=True,
    )
    key_header: ClassVar[KeyHeader] = KeyHeader("x-api-key", "")
    steps_up: ClassVar[bool] = True

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def preflight(self) -> Failed | None:
        """List the accounts; the vendor has no call that tells what a key may."""
        accounts = await read_accounts(self._client)
        return accounts if isinstance(accounts, Failed) else None

    async def start(self, login: Login) -> Step:
        """Sign in with a password, or have a code for a sensitive action sent."""
        match login:
            case Credentials(platform=Platform.FANSLY, proxy=CountryProxy(country)):
                return await connect(self._client, Person.of(login, country))
            case StepUp(account):
                return await begin(self._client, account)
            case _:
                return Failed(Reason.UNSUPPORTED)

    @resumed(LoginCode, StepUpCode)
    async def check(self, waiting: LoginCode | StepUpCode) -> Step:
        """Look whether the login was completed meanwhile, or the account to step up is still connected."""
        return await waiting.check(self._client)

    @resumed(LoginCode, StepUpCode)
    async def submit_code(self, waiting: LoginCode | StepUpCode, code: Secret) -> Step:
        """Hand over the code."""
        return await waiting.submit(self._client, code)

    async def recover(self, lost: Lost) -> Step | None:
        """Look for an account that bears the reference: that one is listed only once connected is a decision.

        A login that wants a code shows nowhere, for its token came with the lost answer alone; nor does a
        step-up, whose reference no account bears.
        """
        found = await find_account(self._client, lost.reference)
        if isinstance(found, Failed):
            return found if is_of_key(found) else None
        return Done(found) if found else None

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        """List the accounts; whether their sessions live is not in the list."""
        return listed(await read_accounts(self._client))

    async def disconnect(self, account: str) -> Failed | None:
        """Forget the account at the vendor, for good."""
        return await disconnect(account, ACCOUNT, partial(call, self._client), Envelope.refusal)
