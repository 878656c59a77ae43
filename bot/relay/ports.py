"""What the relay needs of the rest of the bot, as protocols: it knows no message, no chat and no vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.relay.logins import Given
    from bot.relay.work import Work
    from providers.secret import Secret
    from providers.steps import Done, ListedAccount
    from storage.models import Account, Attempt, Manager, Person


class Notices(Protocol):
    """Tells people what no row derives. Each is said once, however often it is called for."""

    async def reminder(self, work: Work, attempt: Attempt, by: Manager | None) -> bool:
        """Remind her of the open challenge; False if this reminder was there before."""
        ...

    async def connected_after_all(self, work: Work, attempt: Attempt) -> None:
        """Tell her, the team and the owner that an attempt which was over signed in at the provider."""
        ...

    async def may_be_signed_in(self, work: Work, attempt: Attempt, account: Account) -> None:
        """Offer her to have an account of hers signed out that an attempt has brought after its end."""
        ...

    async def signed_in_instead(self, work: Work, attempt: Attempt, account: Account) -> None:
        """Tell whoever has an account that an attempt on another one has signed it in, with the ways out.

        Where that is another creator, the owner is told too, and nobody else whose account it is.
        """
        ...

    async def stray(self, work: Work, attempt: Attempt, found: Done) -> None:
        """Offer to have an account signed out that an attempt has brought and that is linked to nobody.

        Where `found` is not certain the account only appeared meanwhile: it may be anybody's.
        """
        ...

    async def stopped(self, work: Work, creator: Person) -> None:
        """Tell her that everything is stopped, with the way back, and report it to the owner."""
        ...

    async def account_unclear(
        self, work: Work, attempt: Attempt, accounts: tuple[ListedAccount, ...]
    ) -> None:
        """Have the owner say which of the accounts is hers; each still needs her own Yes."""
        ...

    async def key_refused(self, work: Work, attempt: Attempt) -> None:
        """Tell the owner that a login failed by what is wrong with this bot's key at the provider."""
        ...

    async def asked_twice(self, work: Work, attempt: Attempt) -> None:
        """Tell the owner that a vendor wanted another code by a channel whose code it had accepted."""
        ...

    async def link_refused(self, work: Work, attempt: Attempt, host: str) -> None:
        """Tell the owner the bare host of a link that she was not shown."""
        ...

    async def codes_stopped(self, work: Work, attempt: Attempt) -> None:
        """Tell her and the owner that her accounts on a platform stand still until both let them go on.

        It may be said again and again, with one of the wrong codes' attempts.
        """
        ...

    async def step_up_asked(self, work: Work, attempt: Attempt) -> None:
        """Tell the owner that a manager asks her for a step-up code, and for what."""
        ...

    async def code_too_early(self, work: Work, attempt: Attempt) -> None:
        """Tell her that the code came before it was asked for and was not used."""
        ...


class Caller(Protocol):
    """Makes the calls that are claimed, in tasks of its own, after the commit of their claim."""

    def new_owner(self) -> str:
        """Give an id under which a lease can be taken for one call."""
        ...

    def call(self, attempt: Attempt, owner: str, given: Given | None = None) -> None:
        """Make the call that `attempt` claims, under the lease of `owner`, with what she gave for it."""
        ...

    def hold(self, attempt: Attempt, code: Secret) -> None:
        """Keep an early code in memory for the challenge of `attempt` that may open in a moment."""
        ...
