"""The step vocabulary: what every provider answers with, and why it fails.

It must not know any vendor, Telegram or the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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
