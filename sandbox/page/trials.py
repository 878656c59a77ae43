"""What a visitor may try: accounts of Stella's for each way in which a login may go.

Of each there is one that the provider has already, and one that is connected nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.handset import OWN_ACCOUNT
from sandbox.simulated import scenarios_of, usual_scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.simulated import Simulated
    from sandbox.telegram.formatting import Json
    from sandbox.vendor import Account

NEW_LOGIN: Final = "stella@example.com"
"""The user name of her account that is connected nowhere, which each platform treats as it usually does."""
PASSWORD: Final = "correct-horse"  # noqa: S105 - the sandbox's Stella has it everywhere, and shows it

TRIALS: Final[Mapping[str, str]] = {
    "sms": "A code by SMS, the usual case",
    "email": "A code by e-mail",
    "authenticator": "A code from her authenticator app",
    "sms_email": "A code by SMS, then one by e-mail",
    "sms_selfie": "A code by SMS, then a selfie",
    "selfie": "A selfie behind a link",
    "selfie_no_link": "A selfie in the app, without a link",
    "app": "A yes in an app on her phone",
    "plain": "No second factor at all",
    "wrong_once": "The first code is called wrong",
    "wrong_until_failed": "Every code is called wrong, three times",
    "code_first": "The code comes before the platform asks for it",
    "stale": "The provider goes on asking while it checks the code",
    "unknown_channel": "The provider does not say where the code went",
    "slow": "The provider takes its time",
    "expiring": "The code is worth nothing after a minute",
    "vanishing": "The provider loses the login after five seconds",
    "failed": "The platform says no",
    "dead": "No password is stored at the provider",
    "refused": "The platform refuses the password",
    "session_expired": "The platform has ended the session",
    "throttled": "The provider wants a pause",
    "key_refused": "The provider refuses the agency's key",
    "error_500": "The provider has a fault",
    "html": "The provider answers with a web page",
    "lost": "The provider's answer is lost on its way",
    "hanging": "The provider never answers",
    "step_up_wrong_once": "A step-up whose first code is called wrong",
    "step_up_refused": "A step-up that the platform refuses",
}
"""By scenario, in the order in which they are offered where a provider's simulator has them."""


def trials_of(provider: Simulated) -> list[str]:
    """Name the scenarios that a visitor may try at a provider."""
    return [name for name in TRIALS if name in scenarios_of(provider.manifest.slug)]


def trial_accounts(provider: Simulated) -> list[Account]:
    """Give the accounts of a provider's trials, and her new one."""
    trials = trials_of(provider)
    known = [provider.account(name) for name in trials] if provider.reconnects else []
    fresh = [_fresh(provider, name, f"stella_{name}", _login_of(name)) for name in trials]
    usual = usual_scenario(provider.manifest.slug)
    return [*known, *fresh, _fresh(provider, usual, OWN_ACCOUNT, NEW_LOGIN)]


def shown_trials(provider: Simulated) -> Json:
    """Give what the page shows of a provider: each trial with the account and the user name it goes by."""
    return {
        "slug": provider.manifest.slug,
        "label": provider.manifest.label,
        "platform": provider.manifest.platforms[0],
        "reconnects": provider.reconnects,
        "trials": [
            {"id": provider.account(name).id, "login": _login_of(name), "what": TRIALS[name]}
            for name in trials_of(provider)
        ],
    }


def _login_of(trial: str) -> str:
    """Give the user name of an account that is not connected yet, the same at each provider."""
    return f"stella.{trial}@example.com"


def _fresh(provider: Simulated, scenario: str, account_id: str, login: str) -> Account:
    return provider.account(
        scenario, id=account_id, username=account_id, login=login, password=PASSWORD, connected=False
    )
