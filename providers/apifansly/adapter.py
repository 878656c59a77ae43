"""The Fansly API as steps (https://v1.apifansly.com): logins and step-up codes that are answered at once.

What the vendor leaves open is decided in the modules of the two flows and in apifansly_answers. It must not
know who calls it.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from providers.answers import Expected
from providers.apifansly.accounts import find_account, read_accounts
from providers.apifansly.answers import call, is_of_key
from providers.apifansly.login import LoginCode, Person, connect
from providers.apifansly.step_up import StepUpCode, begin
from providers.base import (
    CountryProxy,
    Credentials,
    Done,
    Failed,
    FieldKind,
    ListedAccount,
    Login,
    Lost,
    Manifest,
    Platform,
    Reason,
    StartField,
    Step,
    StepUp,
)
from providers.http import KeyHeader, ProviderClient, Request
from providers.origins import is_id
from providers.refusals import KEY_REFUSALS

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from providers.links import LinkHosts
    from providers.secret import Secret

ACCOUNT = "/api/fansly/accounts/{account_id}"


class ApiFansly:
    """The adapter; it owns `client` and closes it."""

    manifest: ClassVar[Manifest] = Manifest(
        slug="apifansly",
        label="Fansly API",
        platforms=(Platform.FANSLY,),
        key_variable="APIFANSLY_API_KEY",
        base_url_variable="APIFANSLY_BASE_URL",
        base_url="https://v1.apifansly.com",
        start_fields=(
            StartField("username", FieldKind.USERNAME_OR_EMAIL),
            StartField("password", FieldKind.PASSWORD),
        ),
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

    def __init__(self, client: ProviderClient, links: LinkHosts) -> None:
        """Take the client of this provider's origin; no link comes from the vendor, so `links` is unused."""
        del links
        self._client = client

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

    # The two below are no coroutines themselves: their frames, which hold the resume and with it her
    # password, are gone before anything can fail.

    def check(self, resume: str) -> Coroutine[Any, Any, Step]:
        """Look whether the login was completed meanwhile, or the account to step up is still connected."""
        waiting = _waiting(resume)
        return _gone() if waiting is None else waiting.check(self._client)

    def submit_code(self, resume: str, code: Secret) -> Coroutine[Any, Any, Step]:
        """Hand over the code."""
        waiting = _waiting(resume)
        return _gone() if waiting is None else waiting.submit(self._client, code)

    async def recover(self, lost: Lost) -> Step | None:
        """Look for an account that bears the reference: that one is listed only once connected is a decision.

        A login that wants a code shows nowhere, for its token came with the lost answer alone; nor does a
        step-up, whose reference no account bears.
        """
        found = await find_account(self._client, lost.reference)
        if isinstance(found, Failed):
            return found if is_of_key(found) else None
        return Done(found.id) if found else None

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        """List the accounts; whether their sessions live is not in the list."""
        rows = await read_accounts(self._client)
        return rows if isinstance(rows, Failed) else tuple(row.listed() for row in rows)

    async def disconnect(self, account: str) -> Failed | None:
        """Forget the account at the vendor, for good."""
        if not is_id(account):
            return Failed(Reason.ACCOUNT_UNKNOWN)
        request = Request("DELETE", ACCOUNT, {"account_id": account}, expected=Expected(nothing=True))
        envelope = await call(self._client, request)
        gone = envelope.ok or envelope.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
        return None if gone else envelope.refusal(KEY_REFUSALS)


def _waiting(resume: str) -> LoginCode | StepUpCode | None:
    """Take up what waits for a code; None for what this version did not write."""
    try:
        values = json.loads(resume)
        if values["version"] != 1:
            return None
        return LoginCode.load(values) if "login" in values else StepUpCode.load(values)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


async def _gone() -> Step:
    return Failed(Reason.ATTEMPT_GONE)
