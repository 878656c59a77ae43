"""A code for a sensitive action at the Fansly API, on an account that is connected already.

It must not know which action. The answers echo the code and her addresses; `success` alone is read of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from providers.answers import object_of
from providers.apifansly.accounts import read_accounts
from providers.apifansly.answers import Envelope, call
from providers.apifansly.challenge import Challenge
from providers.errors import Unreadable
from providers.http import START_SECONDS, Request
from providers.origins import is_id
from providers.refusals import ACCOUNT_REFUSALS, ATTEMPT_REFUSALS
from providers.resumes import Id, dump
from providers.steps import Channel, CodeNeeded, Done, Failed, Reason, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.http import ProviderClient
    from providers.secret import Secret

SESSION = "/api/fansly/{account_id}/twofa/session"
VERIFY = "/api/fansly/{account_id}/twofa/session/verify"
ME = "/api/fansly/{account_id}/me"

MODE: Final = 1
"""The one value of `mode` that is documented."""

PROBE_REFUSALS: Final[dict[int, Reason]] = {
    HTTPStatus.UNAUTHORIZED: Reason.KEY_REFUSED,
    HTTPStatus.PAYMENT_REQUIRED: Reason.PLAN_REFUSED,
    HTTPStatus.NOT_FOUND: Reason.ACCOUNT_UNKNOWN,
}
"""What ends a step-up when the account is looked at; that call is not documented, so nothing else does."""


@dataclass(frozen=True, slots=True)
class StepUpCode:
    """A step-up that waits for her code."""

    account: Id
    challenge: Challenge

    def ask(self) -> CodeNeeded:
        """Give the step."""
        return self.challenge.step(dump(self))

    async def check(self, client: ProviderClient) -> Step:
        """Look whether the account is signed in still; whether a lost code was taken can be seen nowhere."""
        envelope = await call(client, Request("GET", ME, {"account_id": self.account}, limit=START_SECONDS))
        ends = envelope.session_expired or (not envelope.by_fansly and envelope.status in PROBE_REFUSALS)
        return await _refusal(client, envelope, PROBE_REFUSALS) if ends else self.ask()

    async def submit(self, client: ProviderClient, code: Secret) -> Step:
        """Hand over the code."""
        body = {"token": self.challenge.token, "code": code, "mode": MODE}
        request = Request("POST", VERIFY, {"account_id": self.account}, body, START_SECONDS)
        envelope = await call(client, request)
        if envelope.refuses_value and not envelope.session_expired:
            return StepUpCode(self.account, self.challenge.after_wrong()).ask()
        if not envelope.ok:
            return envelope.refusal(ATTEMPT_REFUSALS)
        if not envelope.success:
            raise Unreadable(status=envelope.status)
        return Done(None)


async def begin(client: ProviderClient, account: str) -> Step:
    """Have Fansly send her the code by e-mail."""
    if not is_id(account):
        return Failed(Reason.ACCOUNT_UNKNOWN)
    body = {"useEmailTwoFAFallback": True}
    envelope = await call(client, Request("POST", SESSION, {"account_id": account}, body, START_SECONDS))
    if not envelope.ok:
        return await _refusal(client, envelope, ACCOUNT_REFUSALS)
    sent = object_of(envelope.response, "emailTwofa")
    challenge = Challenge.of(sent.get("token"), Channel.EMAIL, sent.get("email"))
    if challenge is None:
        raise Unreadable(status=envelope.status)
    return StepUpCode(account, challenge).ask()


async def _refusal(client: ProviderClient, envelope: Envelope, reasons: Mapping[int, Reason]) -> Failed:
    """Give the reason for a refusal; a 401 is the key's only if that key may not list the accounts either."""
    failed = envelope.refusal(reasons)
    if failed.reason is not Reason.KEY_REFUSED or isinstance(await read_accounts(client), Failed):
        return failed
    return Failed(Reason.SESSION_EXPIRED)
