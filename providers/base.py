"""The contract between the relay and an adapter: its calls and its capabilities beyond them.

It must not know any vendor, Telegram or the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from providers.logins import Login, Lost
    from providers.manifest import Manifest
    from providers.secret import Secret
    from providers.steps import Channel, Failed, ListedAccount, Step


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
