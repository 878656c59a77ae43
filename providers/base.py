"""The step vocabulary that every provider speaks, and the contract between the relay and an adapter.

It must not know any vendor, Telegram or the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

if TYPE_CHECKING:
    from providers.secret import Secret


class Platform(StrEnum):
    """Where the creator has her account."""

    ONLYFANS = "onlyfans"
    FANSLY = "fansly"


class Channel(StrEnum):
    """How a code reaches the creator."""

    SMS = "sms"
    AUTHENTICATOR = "authenticator"
    EMAIL = "email"
    UNKNOWN = "unknown"


class LinkKind(StrEnum):
    """What the creator does behind a link."""

    SELFIE = "selfie"
    APP = "app"
    HOSTED = "hosted"


class Reason(StrEnum):
    """Why a provider's login failed; each has one text for the creator and one for the manager."""

    CREDENTIALS_REFUSED = "credentials_refused"
    NO_STORED_CREDENTIALS = "no_stored_credentials"
    ACCOUNT_UNKNOWN = "account_unknown"
    ALREADY_CONNECTED = "already_connected"
    ATTEMPT_GONE = "attempt_gone"
    LOGIN_FAILED = "login_failed"
    CODES_EXHAUSTED = "codes_exhausted"
    REQUEST_REFUSED = "request_refused"
    SESSION_EXPIRED = "session_expired"
    KEY_REFUSED = "key_refused"
    PLAN_REFUSED = "plan_refused"
    SCOPE_REFUSED = "scope_refused"
    RATE_LIMITED = "rate_limited"
    PROVIDER_DOWN = "provider_down"
    LINK_HOST_UNKNOWN = "link_host_unknown"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Working:
    """The provider is busy: ask again with `check`, after `check_after` seconds where it says so."""

    resume: str = field(repr=False)
    check_after: float | None = None


@dataclass(frozen=True, slots=True)
class CodeNeeded:
    """The platform wants a one-time code that only the creator can see.

    `challenge` is the adapter's fingerprint of what is being asked: it changes when, and only when, the
    provider asks for something else or anew. `sent` False means that nothing reaches her until
    `CanSendCode.send_code` is called. `hint` is what may be shown of where it went (four digits at most, or a
    masked address). `lengths` are the numbers of digits a code may have. Times are seconds from now.
    `resend_after` None means that the provider cannot resend. With `holds_password` the resume holds her
    password: the attempt is not watched after its end, and lives minutes only. `mailed_link` tells that an
    e-mail was sent by which she confirms on her own device: nothing of it is typed, and a code still counts.
    """

    resume: str = field(repr=False)
    challenge: str
    channel: Channel
    sent: bool = True
    hint: str | None = None
    lengths: tuple[int, ...] = (4, 5, 6, 7, 8)
    rejected: bool = False
    tries_left: int | None = None
    resend_after: float | None = None
    other_channels: tuple[Channel, ...] = ()
    expires_in: float | None = None
    holds_password: bool = False
    mailed_link: bool = False


@dataclass(frozen=True, slots=True)
class LinkNeeded:
    """The platform wants the creator to open a link or take a selfie.

    `url` is https, and None where the provider names none: she finds it in the platform's app. A HOSTED one
    is the provider's page to embed. `app_link` is a link that only an app on her phone opens, so that it is
    shown as a QR picture and on our page. With `needs_confirmation` she says when she is done and
    `CanConfirmLink.confirm_link` is called.
    """

    resume: str = field(repr=False)
    challenge: str
    kind: LinkKind
    url: str | None = field(default=None, repr=False)
    app_link: str | None = field(default=None, repr=False)
    needs_confirmation: bool = False
    expires_in: float | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Signed in. A login names the provider's id of the account, a step-up names none.

    `label` is the account's name on the platform, where the provider tells it. `certain` False means that
    nothing ties the account to this login but that it appeared meanwhile: it counts only if no other hosted
    login of the provider was open at that time.
    """

    account: str | None
    label: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account as the provider lists it; `label` is None where the list tells nothing but the id."""

    id: str
    label: str | None = None
    connected: bool | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Somebody has signed in, and which of `accounts` belongs to this login only people can tell."""

    accounts: tuple[ListedAccount, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """Over without success; `retry_after` is in seconds, where the provider said when to try again.

    `host` is the bare host of a refused link, for the owner; it comes with LINK_HOST_UNKNOWN only.
    """

    reason: Reason
    retry_after: float | None = None
    host: str | None = None


Step = Working | CodeNeeded | LinkNeeded | Done | Unclear | Failed


@dataclass(frozen=True, slots=True)
class StoredCredentials:
    """Sign in again with what the provider has stored for its account `account`."""

    account: str


@dataclass(frozen=True, slots=True)
class CountryProxy:
    """The provider's own proxy in a country, by one of `Manifest.proxy_countries`."""

    country: str


@dataclass(frozen=True, slots=True)
class CustomProxy:
    """A proxy of the agency's; `host` is a global IP address. It is passed on and never dialled by us."""

    host: str
    port: int
    username: Secret | None = None
    password: Secret | None = None


Proxy = CountryProxy | CustomProxy


@dataclass(frozen=True, slots=True)
class Credentials:
    """A connection with her user name or e-mail address and password.

    `label` is the name under which the provider lists the account; its last word is `reference`, by which we
    find it again (`providers.references`). `account` is the provider's account that gets new credentials,
    None for a first connection. `force` connects although the provider says that it is connected already.
    """

    platform: Platform
    username: Secret
    password: Secret
    label: str
    reference: str
    proxy: Proxy | None = None
    account: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class AppLogin:
    """A connection through the provider's mobile app; the fields are those of Credentials."""

    platform: Platform
    label: str
    reference: str
    proxy: Proxy | None = None
    account: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Hosted:
    """A first connection on a page of the provider: neither password nor code passes through us."""

    platform: Platform
    label: str
    reference: str
    proxy: CountryProxy | None = None


@dataclass(frozen=True, slots=True)
class StepUp:
    """A code for a sensitive action on the connected account `account`."""

    account: str


Login = StoredCredentials | Credentials | AppLogin | Hosted | StepUp


@dataclass(frozen=True, slots=True)
class Lost:
    """What is known of a login whose `start` was lost: it holds no secret, unlike the login.

    `account` is the provider's account that it was for, None for a first connection; `reference` the one
    that ends its label; `since` when it was begun, in seconds since the epoch.
    """

    platform: Platform
    account: str | None
    reference: str
    since: float


class FieldKind(StrEnum):
    """What a form asks for; each has one label."""

    EMAIL = "email"
    USERNAME = "username"
    USERNAME_OR_EMAIL = "username_or_email"
    PASSWORD = "password"  # noqa: S105 - it names what is asked for, and is none  # nosec B105


@dataclass(frozen=True, slots=True)
class StartField:
    """A value of `Credentials` that a connection takes, as a form shows it.

    `name` is `username` or `password`; `kind` tells what the provider wants in it.
    """

    name: str
    kind: FieldKind


BY_EMAIL: Final = (
    StartField("username", FieldKind.EMAIL),
    StartField("password", FieldKind.PASSWORD),
)
BY_USERNAME_OR_EMAIL: Final = (
    StartField("username", FieldKind.USERNAME_OR_EMAIL),
    StartField("password", FieldKind.PASSWORD),
)
"""What the known vendors ask for."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What configuration, `check`, the connect form and the sandbox need to know of a provider.

    `checks_per_second` is half of the documented rate of a key (5 where none is documented),
    `starts_per_hour` what one key may start where that is documented. Of `link_hosts`, one that begins with a
    dot stands for a domain and all beneath it. `proxy_countries` are the two-letter countries of the
    provider's own proxies, in small letters, and `country_required` tells that one has to be chosen.
    """

    slug: str
    label: str
    platforms: tuple[Platform, ...]
    key_variable: str
    base_url_variable: str
    base_url: str
    start_fields: tuple[StartField, ...]
    link_hosts: tuple[str, ...]
    checks_per_second: float = 5.0
    starts_per_hour: int | None = None
    proxy_countries: tuple[str, ...] = ()
    country_required: bool = False
    takes_custom_proxy: bool = False
    can_force: bool = False

    @property
    def link_hosts_variable(self) -> str:
        """The environment variable that adds exact link hosts."""
        return f"{self.slug.upper()}_LINK_HOSTS"


class Provider(Protocol):
    """One vendor's API.

    Building an adapter sends nothing, and an adapter keeps no state: what it needs to go on is in `resume`,
    an opaque text that the relay stores sealed and hands back unread. The relay calls each method in one
    task at a time for an attempt, with a time limit of its own. What a provider answers is a `Step`; a
    refusal is one as well. `ProviderError` is raised where there was no usable answer, and nothing else ever
    is. An unknown state is `Working`, never success or failure.
    """

    @property
    def manifest(self) -> Manifest:
        """What this provider is."""
        ...

    async def start(self, login: Login) -> Step:
        """Begin a login. Called once an attempt and never repeated; an error with `sent` leaves it unsure.

        A kind of login that the provider does not offer is `Failed(UNSUPPORTED)`, and nothing is sent.
        """
        ...

    async def check(self, resume: str, /) -> Step:
        """Look how far the login is: the one call without effect, repeated as often as wanted."""
        ...

    async def submit_code(self, resume: str, /, code: Secret) -> Step:
        """Hand over the creator's code. Called once for a code; a wrong one is `CodeNeeded(rejected=True)`.

        A step that comes from here is new. `check` may show the old challenge for a while after it.
        """
        ...

    async def recover(self, lost: Lost) -> Step | None:
        """Look for the login whose `start` was lost; it never begins one.

        None where the vendor offers nothing to look at, or where nothing is to be seen yet.
        """
        ...

    async def preflight(self) -> Failed | None:
        """Try the key with a call that has no effect; None if all that logins need is allowed."""
        ...

    async def aclose(self) -> None:
        """Close the connections; nothing is called afterwards."""
        ...


@runtime_checkable
class CanReconnect(Protocol):
    """Takes `StoredCredentials` in `start`."""

    reconnects: bool


@runtime_checkable
class CanSendCode(Protocol):
    """Can have the platform send a code: the first one where `CodeNeeded.sent` is False, or another."""

    async def send_code(self, resume: str, /) -> Step:
        """Trigger it. Not safe to repeat: the relay claims first, and calls once for a claim."""
        ...


@runtime_checkable
class CanSwitchChannel(Protocol):
    """Can move the challenge to one of `CodeNeeded.other_channels`."""

    async def switch_channel(self, resume: str, /, channel: Channel) -> Step:
        """Switch. Not safe to repeat."""
        ...


@runtime_checkable
class CanConfirmLink(Protocol):
    """Wants to be told that the creator has finished behind her link."""

    async def confirm_link(self, resume: str, /) -> Step:
        """Tell it. Not safe to repeat."""
        ...


@runtime_checkable
class CanStepUp(Protocol):
    """Takes `StepUp` in `start`."""

    steps_up: bool


@runtime_checkable
class CanListAccounts(Protocol):
    """Can list the accounts of its key."""

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        """List them, or say why the key may not; safe to repeat."""
        ...


@runtime_checkable
class CanDisconnect(Protocol):
    """Can sign an account out and forget it."""

    async def disconnect(self, account: str) -> Failed | None:
        """Disconnect; None once the account is gone, also if it was gone before."""
        ...


@runtime_checkable
class CanLoginByApp(Protocol):
    """Takes `AppLogin` in `start` and answers with a `LinkNeeded` of the kind APP."""

    logs_in_by_app: bool


@runtime_checkable
class HasHostedLogin(Protocol):
    """Takes `Hosted` in `start` and answers with a `LinkNeeded` of the kind HOSTED."""

    hosts_login: bool


@runtime_checkable
class SendsEvents(Protocol):
    """Sends signed events, which are hints to check and never the truth."""

    def account_of_event(self, body: bytes, signature: str, secret: Secret) -> str | None:
        """Give the provider's account id that a genuine event speaks of, None for one that is not genuine."""
        ...
