"""Connections over the connect page: the one-time link, the browser it is bound to, and what she does there.

What is typed on the page takes the same way as what is typed in the chat: a conditional claim, then one call
with the secret in memory. It knows no HTTP, no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.relay.answers import answer_on_page
from bot.relay.beginnings import Plan, starting
from bot.relay.changing import change
from bot.relay.gates import gate
from bot.relay.limits import LIMITS
from bot.relay.link_life import is_alive, is_too_late
from bot.relay.reactions import Reaction
from bot.relay.refusing import closed_to_codes
from bot.relay.standing import is_connected_since, stands
from bot.relay.wishing import by_own_wish, plan_again
from providers.secret import Secret
from providers.steps import Reason
from storage import new_id
from storage.models import OVER, ConnectLink, State, Way
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from bot.relay.logins import Given, SignIn
    from bot.relay.relay import Relay
    from bot.relay.work import Work
    from storage import Unit
    from storage.models import Attempt, AttemptView

TOKEN_BYTES = 32
NOT_BEGUN_ANEW = frozenset({State.CONNECTED, State.CANCELLED})
"""After these no message offers her the page: there is nothing to do, or it was taken back."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a link opens: its attempt with everybody it names, and whether this browser may act."""

    link: ConnectLink
    view: AttemptView
    is_bound: bool

    @property
    def attempt(self) -> Attempt:
        """The attempt that the link is for."""
        return self.view.attempt


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of pressing [Open]: the token of a fresh link, or why there is none."""

    reaction: Reaction
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class Connections:
    """The acts on links and on the page."""

    relay: Relay

    async def open(self, work: Work, attempt_id: str, creator_id: str) -> Opened:
        """Mint a link for her connection; where it is over and her password would help, begin it anew."""
        await work.unit.people.lock(creator_id)
        attempt = await work.unit.attempts.get(attempt_id)
        if attempt is None or attempt.creator_id != creator_id:
            return Opened(Reaction.NOT_YOURS)
        if attempt.state in OVER:
            return await self._anew(work, attempt, creator_id)
        if attempt.way is None or is_too_late(attempt, work.now):
            return Opened(Reaction.OVER)
        live = await work.unit.attempts.live_of_creator(creator_id)
        if live is not None and live.id != attempt.id:
            return Opened(Reaction.OTHER_FIRST)
        if await self.relay.has_to_agree(work, attempt.team_id, creator_id):
            return Opened(Reaction.AGREE_FIRST)
        return Opened(Reaction.OPEN_PAGE, await self._mint(work, attempt))

    async def force(self, work: Work, attempt_id: str, creator_id: str) -> Opened:
        """Begin a connection anew that the provider refused because the account is connected there."""
        attempt = await work.unit.attempts.get(attempt_id)
        if attempt is None or attempt.creator_id != creator_id:
            return Opened(Reaction.NOT_YOURS)
        if not self.may_force(attempt):
            return Opened(Reaction.OVER)
        plan = replace(Plan.again(attempt), force=True)
        return await self._begin(work, plan, attempt, creator_id)

    def may_force(self, attempt: Attempt) -> bool:
        """Tell whether a connection that ended may be forced."""
        provider = self.relay.providers.get(attempt.provider)
        can = provider is not None and provider.manifest.can_force and attempt.way in {Way.FORM, Way.APP}
        refused = attempt.state in OVER and attempt.ending == Reason.ALREADY_CONNECTED
        return can and refused and not attempt.force

    async def visit(self, unit: Unit, token: Secret, browser: Secret | None, now: float) -> Visit | None:
        """Give what the link opens in this browser; it changes nothing.

        None alike for a link that is unknown, used up or expired, and for one of another browser.
        """
        link = await unit.links.by_token(token.reveal())
        if link is None:
            return None
        is_bound = browser is not None and await unit.links.is_of(link, browser.reveal())
        if link.browser_hash is not None and not is_bound:
            return None
        view = await unit.attempts.view(link.attempt_id)
        if view is None or not is_alive(link, view.attempt, now):
            return None
        return Visit(link, view, is_bound)

    async def begin(self, work: Work, token: Secret, browser: Secret) -> Reaction:
        """Bind the link to this browser; a connection that needs nothing typed here starts with it."""
        visit = await self._locked(work, token, browser)
        if visit is None or gate(visit.view.creator, work.now) is not None:
            return Reaction.OVER
        if not visit.is_bound and not await work.unit.links.bind(visit.link.id, browser.reveal(), work.now):
            return Reaction.OVER
        if visit.attempt.way is Way.FORM or visit.attempt.state is not State.ASKED:
            return Reaction.DONE
        return await self._start(work, visit, None)

    async def sign_in(self, work: Work, token: Secret, browser: Secret, given: SignIn) -> Reaction:
        """Start the connection with what she typed; it goes to the provider's start call and nowhere else."""
        visit = await self._locked(work, token, browser)
        if visit is None or not visit.is_bound or gate(visit.view.creator, work.now) is not None:
            return Reaction.OVER
        if visit.attempt.way is not Way.FORM or visit.attempt.state is not State.ASKED:
            return Reaction.BUSY
        return await self._start(work, visit, given)

    async def code(
        self, work: Work, token: Secret, browser: Secret, challenge: int, typed: Secret
    ) -> Reaction:
        """Take a code that she typed on the page for the challenge which the page showed."""
        visit = await self._locked(work, token, browser)
        if visit is None or not visit.is_bound:
            return Reaction.OVER
        if visit.attempt.challenge != challenge:
            return Reaction.BUSY
        return await answer_on_page(work, self.relay.caller, visit.attempt, typed)

    async def confirm(self, work: Work, token: Secret, browser: Secret, challenge: int) -> Reaction:
        """Take it that she has finished behind the link of the challenge which the page showed."""
        visit = await self._locked(work, token, browser)
        if visit is None or not visit.is_bound:
            return Reaction.OVER
        if visit.attempt.challenge != challenge:
            return Reaction.BUSY
        return await self.relay.confirm(work, visit.attempt.id, visit.attempt.creator_id)

    async def decline(self, work: Work, token: Secret, browser: Secret) -> Reaction:
        """End the connection by her word on the page."""
        visit = await self._locked(work, token, browser)
        if visit is None or not visit.is_bound:
            return Reaction.OVER
        return await self.relay.decline(work, visit.attempt.id, visit.attempt.creator_id)

    async def not_me(self, work: Work, token: Secret, browser: Secret) -> Reaction:
        """Stop everything by her word on the page; also before it is bound: stopping needs no proof."""
        visit = await self._locked(work, token, browser)
        if visit is None:
            return Reaction.OVER
        return await self.relay.not_me(work, visit.attempt.creator_id)

    async def again(self, work: Work, token: Secret, browser: Secret, *, force: bool = False) -> Opened:
        """Begin a connection that failed anew, in the same browser."""
        visit = await self._locked(work, token, browser)
        if visit is None or not visit.is_bound or visit.attempt.state is not State.FAILED:
            return Opened(Reaction.OVER)
        attempt, creator_id = visit.attempt, visit.attempt.creator_id
        opened = await (self.force if force else self.open)(work, attempt.id, creator_id)
        if opened.token is not None:
            link = await work.unit.links.by_token(opened.token.reveal())
            if link is not None:
                await work.unit.links.bind(link.id, browser.reveal(), work.now)
        return opened

    async def _locked(self, work: Work, token: Secret, browser: Secret) -> Visit | None:
        """Give the visit as it is once every other act of hers has ended."""
        seen = await self.visit(work.unit, token, browser, work.now)
        if seen is None:
            return None
        await work.unit.people.lock(seen.attempt.creator_id)
        return await self.visit(work.unit, token, browser, work.now)

    async def _start(self, work: Work, visit: Visit, given: Given | None) -> Reaction:
        attempt = visit.attempt
        live = await work.unit.attempts.live_of_creator(attempt.creator_id)
        if live is not None:
            return Reaction.OTHER_FIRST
        no_codes = await closed_to_codes(self.relay, work, Target.of(attempt))
        if no_codes is not None or not await stands(work.unit, attempt, work.now):
            await self.relay.withdraw(work, attempt)
            return Reaction.OVER
        if await self.relay.has_to_agree(work, attempt.team_id, attempt.creator_id):
            await self.relay.withdraw(work, attempt)
            return Reaction.OVER
        if not await work.unit.links.use(visit.link.id, work.now):
            return Reaction.BUSY
        caller = self.relay.caller
        owner = caller.new_owner()
        started = await change(work.unit, attempt, starting(attempt, work.now), owner=owner)
        if started is None:
            return Reaction.BUSY
        work.after_commit.append(lambda: caller.call(started, owner, given))
        return Reaction.STARTING

    async def _anew(self, work: Work, attempt: Attempt, creator_id: str) -> Opened:
        plan = await plan_again(work.unit, attempt)
        if plan is None or plan.way is None or attempt.state in NOT_BEGUN_ANEW:
            return Opened(Reaction.OVER)
        return await self._begin(work, plan, attempt, creator_id)

    async def _begin(self, work: Work, plan: Plan, before: Attempt, creator_id: str) -> Opened:
        if await is_connected_since(work.unit, before):
            return Opened(Reaction.ALREADY_IN)
        begun = await by_own_wish(self.relay, work, plan, before.team_id, creator_id, following=before)
        if begun.attempt is None or begun.reaction is not Reaction.OPEN_PAGE:
            return Opened(begun.reaction)
        return Opened(Reaction.OPEN_PAGE, await self._mint(work, begun.attempt))

    async def _mint(self, work: Work, attempt: Attempt) -> Secret:
        token = Secret(secrets.token_urlsafe(TOKEN_BYTES))
        link = ConnectLink(
            id=new_id(),
            attempt_id=attempt.id,
            created_at=work.now,
            expires_at=work.now + LIMITS.page,
        )
        await work.unit.links.add(link, token.reveal())
        return token
