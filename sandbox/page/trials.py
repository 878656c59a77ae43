"""What a visitor may try: one more account of Stella's for each way in which a login may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.onlyfanskit import SCENARIOS, Account

if TYPE_CHECKING:
    from collections.abc import Mapping

TRIALS: Final[Mapping[str, str]] = {
    "sms": "A code by SMS, the usual case",
    "authenticator": "A code from her authenticator app",
    "email": "A code by e-mail",
    "sms_email": "A code by SMS, then one by e-mail",
    "selfie": "A selfie behind a link",
    "selfie_no_link": "A selfie in the app, without a link",
    "app": "A yes in the platform's app",
    "plain": "No second factor at all",
    "wrong_once": "The first code is called wrong",
    "wrong_until_failed": "Every code is called wrong, three times",
    "code_first": "The code comes before the platform asks for it",
    "slow": "The provider takes a minute and a half",
    "vanishing": "The provider loses the login after five seconds",
    "failed": "The platform says no",
    "dead": "No password is stored at the provider",
    "refused": "The stored password is wrong",
    "throttled": "The provider wants a pause",
    "key_refused": "The provider refuses the agency's key",
    "error_500": "The provider has a fault",
    "html": "The provider answers with a web page",
    "lost": "The provider's answer is lost on its way",
    "hanging": "The provider never answers",
}
"""By scenario, in the order in which they are offered."""


def trial_accounts() -> list[Account]:
    """Give an account of Stella's for each trial."""
    return [Account(account_id(name), SCENARIOS[name]) for name in TRIALS]


def account_id(trial: str) -> str:
    """Name the account of a trial as the provider does."""
    return f"acct_{trial}"
