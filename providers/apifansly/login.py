"""A login at the Fansly API: two calls that each want her password, which waits in `resume` for her code.

It must not know who seals `resume`. Both calls answer at once; there is nothing to poll.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from providers.apifansly.accounts import find_account
from providers.apifansly.answers import Envelope, call
from providers.apifansly.challenge import Challenge
from providers.errors import Unreadable
from providers.http import START_SECONDS, Request
from providers.origins import is_id
from providers.refusals import ATTEMPT_REFUSALS, KEY_REFUSALS, is_of_key
from providers.resumes import Kept, dump
from providers.steps import Channel, CodeNeeded, Done, Failed, Reason, Step

if TYPE_CHECKING:
    from providers.http import ProviderClient
    from providers.logins import Credentials
    from providers.secret import Secret

CONNECT = "/api/fansly/connect"
VERIFY = "/api/fansly/verify-2fa"

NEEDS_CODE: Final = ("requires_2fa", "requires2FA", "requires2fa")
TOKEN: Final = ("twofa_token", "twoFactorToken", "twofaToken")
ADDRESS: Final = ("masked_email", "maskedEmail")
"""The spellings of each field that were seen."""


@dataclass(frozen=True, slots=True)
class Person:
    """What both calls send; `reference`, which ends `label`, finds the account again."""

    username: Kept
    password: Kept
    label: str
    reference: str
    country: str

    @classmethod
    def of(cls, login: Credentials, country: str) -> Self:
        """Take it from a connection through the vendor's proxy in `country`."""
        return cls(login.username, login.password, login.label, login.reference, country.upper())

    def body(self) -> dict[str, object]:
        """Give the fields that both calls have in common."""
        return {
            "username": self.username,
            "password": self.password,
            "name": self.label,
            "countryCode": self.country,
        }


@dataclass(frozen=True, slots=True)
class LoginCode:
    """A login that waits for her code."""

    person: Person
    challenge: Challenge

    def ask(self) -> CodeNeeded:
        """Give the step."""
        return self.challenge.step(dump(self), holds_password=True)

    async def check(self, client: ProviderClient) -> Step:
        """Look whether a verification whose answer was lost has connected the account; else the code is open.

        That call tells of a lost verification nowhere else, so this looks each time. Only a refused key
        ends the login: the list is not documented, and the login does not depend on it.
        """
        found = await find_account(client, self.person.reference)
        if isinstance(found, Failed):
            return found if is_of_key(found) else self.ask()
        return Done(found) if found else self.ask()

    async def submit(self, client: ProviderClient, code: Secret) -> Step:
        """Hand over the code; what the vendor answers to a wrong one is not documented."""
        body = {**self.person.body(), "twoFactorToken": self.challenge.token, "twoFactorCode": code}
        envelope = await call(client, Request("POST", VERIFY, body=body, limit=START_SECONDS))
        if envelope.refuses_value:
            return LoginCode(self.person, self.challenge.after_wrong()).ask()
        if not envelope.ok:
            return envelope.refusal(ATTEMPT_REFUSALS)
        return _read(self.person, envelope, self.challenge)


async def connect(client: ProviderClient, person: Person) -> Step:
    """Sign in with her password."""
    envelope = await call(client, Request("POST", CONNECT, body=person.body(), limit=START_SECONDS))
    if envelope.refuses_value:
        return Failed(Reason.CREDENTIALS_REFUSED, envelope.retry_after)
    return _read(person, envelope, None) if envelope.ok else envelope.refusal(KEY_REFUSALS)


def _read(person: Person, envelope: Envelope, answered: Challenge | None) -> Step:
    """Read a success: connected, or a code is wanted, anew if `answered` was; without a token it is over."""
    if envelope.spelled(*NEEDS_CODE) in (None, False):
        account = envelope.spelled("account_id")
        if not is_id(account):
            raise Unreadable(status=envelope.status)
        return Done(account)
    address = envelope.spelled(*ADDRESS)
    channel = Channel.EMAIL if address else Channel.UNKNOWN
    challenge = Challenge.of(envelope.spelled(*TOKEN), channel, address)
    if challenge is None:
        return Failed(Reason.LOGIN_FAILED)
    return LoginCode(person, answered.after_wrong(challenge) if answered else challenge).ask()
