"""What an adapter's own test gives to the contract suite: payloads and what is expected of them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from providers.logins import AppLogin, CountryProxy, Credentials, Hosted, Lost, Platform
from providers.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.logins import Login, Proxy
    from providers.steps import Done, ListedAccount, Reason, Step
    from tests.contract.vendor import Reply

KEY = "contract-key-8d1f"
CODE = "739251"
EMAIL = "stella@example.com"
PASSWORD = "contract password 5b2e"
REFERENCE = "cb-Rf3_x9-K2mQa"
LABEL = f"Stella (Moonlight Agency) {REFERENCE}"


@dataclass(frozen=True, slots=True)
class Start:
    """A login, the object that its start is answered with, and what the reads before it are answered with."""

    login: Login
    answer: Any
    reads: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One adapter's payloads; `tests.contract.<slug>` gives it as CASE.

    What is typed Any is JSON that comes with the status 200.

    `start` comes to ask for a code, at once or in answer to `polled`, which is None where nothing can be
    polled. `others` are the further logins that the adapter takes, among them one with a password. `right`
    and `wrong` are the replies to a code and to the checks after it, in turn; `right` ends in `done`.
    `busy` are polls of unknown states. `answers` hold, between them, each member that the adapter reads
    anywhere; the suite spoils them one by one. `paths` are all that may be called with the ids in them.
    The refusals give the reason for each status of an answer to `start` and to a check, with the body
    `refusal`. `listed` is an account list, and what it says.
    """

    slug: str
    start: Start
    others: tuple[Start, ...]
    polled: Any
    right: tuple[Reply, ...]
    done: Done
    wrong: tuple[Reply, ...]
    answers: tuple[Any, ...]
    paths: frozenset[str]
    start_refusals: Mapping[int, Reason]
    check_refusals: Mapping[int, Reason]
    busy: tuple[Any, ...] = ()
    refusal: Mapping[str, Any] = field(default_factory=dict)
    listed: tuple[Any, tuple[ListedAccount, ...]] | None = None

    @property
    def starts(self) -> tuple[Start, ...]:
        """Every login that the adapter takes."""
        return (self.start, *self.others)

    @property
    def with_password(self) -> Start:
        """A login with a password."""
        return next(start for start in self.starts if isinstance(start.login, Credentials))


def case_of(slug: str) -> Case:
    """Find the case of a provider by its slug; ModuleNotFoundError where nobody has written it."""
    found: Case = importlib.import_module(f"tests.contract.{slug}").CASE
    return found


def connection(platform: Platform, *, account: str | None = None, proxy: Proxy | None = None) -> Credentials:
    """Give a connection with a password that must not be found anywhere else."""
    return Credentials(platform, Secret(EMAIL), Secret(PASSWORD), LABEL, REFERENCE, proxy, account)


def app_login(platform: Platform, *, account: str | None = None) -> AppLogin:
    """Give a connection through the provider's app."""
    return AppLogin(platform, LABEL, REFERENCE, account=account)


def hosted(platform: Platform, country: str | None = None) -> Hosted:
    """Give a connection on a page of the provider."""
    return Hosted(platform, LABEL, REFERENCE, CountryProxy(country) if country else None)


def lost(platform: Platform, account: str | None = None) -> Lost:
    """Give what is known of a login whose start was lost."""
    return Lost(platform, account, REFERENCE, since=1_800_000_000.0)


def shown(step: Step) -> str:
    """Give all that a step shows of itself."""
    return f"{step!r} {step}"
