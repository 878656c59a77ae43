"""How attempts begin and are offered: rows and their first changes. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from bot.relay.limits import LIMITS
from storage import new_id
from storage.models import Action, Attempt, Purpose, State, Way
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from storage.models import Account, Enrolment, Manager, Why


def put_off(attempt: Attempt, until: float) -> Attempt:
    """Have her asked at `until` (epoch seconds)."""
    ends_at = until + LIMITS.asked
    return replace(
        attempt, asked_first=False, state_since=until, answer_by=ends_at, ends_at=ends_at, due_at=until
    )


def offered(attempt: Attempt, now: float) -> Attempt:
    """Put a waiting login before her."""
    until = now + LIMITS.asked
    return replace(
        attempt,
        asked_first=True,
        offers=attempt.offers + 1,
        state_since=now,
        answer_by=until,
        ends_at=until,
        due_at=until,
    )


def prompting(attempt: Attempt, now: float) -> Attempt:
    """Put a login before her by a manager's wish; the first time is a prompt, which is counted."""
    first = None if attempt.manager_id is None else now
    return replace(offered(attempt, now), prompted_at=attempt.prompted_at or first)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a login is for, and how: the account, or the provider where there is none yet.

    `way` is the page's way of a connection, `proxy` and `force` what it tells the provider, `action` what a
    step-up is said to be for.
    """

    provider: str
    platform: str
    account_id: str | None
    purpose: Purpose
    way: Way | None = None
    proxy: str | None = None
    force: bool = False
    action: Action | None = None

    @classmethod
    def reconnect(cls, account: Account) -> Self:
        """Sign in again with what the provider has stored."""
        return cls(account.provider, account.platform, account.id, Purpose.RECONNECT)

    @classmethod
    def with_password(cls, account: Account) -> Self:
        """Sign in again with her password, typed on our page, because the provider has none."""
        return cls(account.provider, account.platform, account.id, Purpose.CONNECT, Way.FORM)

    @classmethod
    def again(cls, attempt: Attempt) -> Self:
        """Do what an earlier attempt did."""
        return cls(
            attempt.provider,
            attempt.platform,
            attempt.account_id,
            attempt.purpose,
            attempt.way,
            attempt.proxy,
            attempt.force,
            attempt.action,
        )

    @property
    def needs_her_first(self) -> bool:
        """Tell whether nothing begins without an act of hers, in whatever mode she is."""
        return self.purpose is not Purpose.RECONNECT

    def target_of(self, creator_id: str) -> Target:
        """Name what the codes of such a login of hers are counted with."""
        return Target(creator_id, self.platform)

    def is_met_by(self, waiting: Attempt) -> bool:
        """Tell whether what waits for the same account does what this wants.

        A step-up never does; what is done on a page does by the same way, proxy and force alone.
        """
        if waiting.purpose is Purpose.STEP_UP:
            return False
        return self.way is None or (waiting.way, waiting.proxy, waiting.force) == (
            self.way,
            self.proxy,
            self.force,
        )

    def is_of(self, attempt: Attempt, team_id: str) -> bool:
        """Tell whether `attempt` is about the same account, or makes the same connection for this team."""
        if self.account_id is not None:
            return attempt.account_id == self.account_id
        first = (self.provider, self.platform, None, team_id)
        return (attempt.provider, attempt.platform, attempt.account_id, attempt.team_id) == first


def new_attempt(enrolment: Enrolment, plan: Plan, manager: Manager | None, why: Why, now: float) -> Attempt:
    """Make the row of an attempt that she was not asked about yet; `manager` None: it is her own wish."""
    until = now + LIMITS.asked
    return Attempt(
        id=new_id(),
        team_id=enrolment.team_id,
        creator_id=enrolment.creator_id,
        account_id=plan.account_id,
        manager_id=None if manager is None else manager.id,
        provider=plan.provider,
        platform=plan.platform,
        purpose=plan.purpose,
        way=plan.way,
        proxy=plan.proxy,
        force=plan.force,
        action=plan.action,
        why=why,
        state=State.ASKED,
        created_at=now,
        state_since=now,
        answer_by=until,
        ends_at=until,
        due_at=until,
    )


def starting(attempt: Attempt, now: float) -> Attempt:
    """Claim the start call of an attempt, from which its life counts."""
    return replace(
        attempt,
        state=State.STARTING,
        state_since=now,
        started_at=now,
        answer_by=now + LIMITS.starting,
        ends_at=now + LIMITS.whole_attempt,
        due_at=now + LIMITS.starting,
    )
