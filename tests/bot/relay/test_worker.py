"""What comes of the calls that are claimed: once each, kept whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.relay import leases, times
from bot.relay.asks import Again, read_ask
from bot.relay.limits import LIMITS, PACE
from bot.relay.reactions import Reaction
from providers.errors import NoAnswer, NotSent, ProviderError, Throttled
from providers.steps import Channel, CodeNeeded, Done, Working
from storage.errors import StorageUnavailable
from storage.models import CallKind, State
from storage.schema import attempts
from tests.bot.relay.attempts import NOW, SMS, read_again
from tests.bot.relay.heart import CODE, OWNER
from tests.bot.relay.scripted import soon
from tests.storage.builders import spoil

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from providers.steps import Step
    from storage import Store, Unit
    from storage.models import Attempt
    from tests.bot.relay.heart import Heart

WRONG = CodeNeeded(resume="r3", challenge="sms-2", channel=Channel.SMS, rejected=True)
GATE = CodeNeeded(resume="r2", challenge="mail-1", channel=Channel.EMAIL, sent=False)
SENT = CodeNeeded(resume="r3", challenge="mail-1", channel=Channel.EMAIL)


async def answered(heart: Heart, call: CallKind = CallKind.CODE) -> Attempt:
    """Store an attempt with a claimed call."""
    until = NOW + LIMITS.after_submit
    return await heart.stored(
        State.SUBMITTING, ask=SMS, owner=OWNER, call=call, submitted_at=NOW, due_at=until, answer_by=until
    )


@asynccontextmanager
async def under_way(heart: Heart, attempt: Attempt, call: str, answer: Step) -> AsyncIterator[None]:
    """Have the claimed call wait for its answer; it is answered and landed at the end."""
    held = heart.provider.holds(call, answer)
    calling = asyncio.create_task(
        heart.worker.call(attempt, OWNER, CODE if attempt.call is CallKind.CODE else None)
    )
    await soon(held.reached.wait())
    yield
    held.go()
    await soon(calling)


async def the_lease_lapses(heart: Heart, attempt: Attempt) -> None:
    """Let another process find the call without an owner."""
    await spoil(heart.store, attempts, attempt.id, lease_until=0.0)
    async with heart.store.write() as unit:
        claimed = await unit.attempts.claim_due(lambda: "another", heart.clock(), 9)
    for one in claimed:
        await heart.worker.look(one.attempt, one.owner)
    assert (await heart.row(attempt)).state is State.UNSURE


class Away:
    """A database that is away for the first write."""

    def __init__(self, store: Store) -> None:
        """Stand before the store's own writes."""
        self.left = 1
        self.tried = 0
        self.back = asyncio.Event()
        self._write = store.write

    def write(self) -> AbstractAsyncContextManager[Unit]:
        self.tried += 1
        if self.left:
            self.left -= 1
            raise StorageUnavailable
        self.back.set()
        return self._write()


async def test_a_code_that_could_not_connect_is_handed_over_again(heart: Heart) -> None:
    heart.provider.answers("submit_code", NotSent(), NotSent(), Done(account=None))
    attempt = await answered(heart)
    await heart.worker.call(attempt, OWNER, CODE)
    assert heart.provider.codes == [CODE.reveal()] * 3
    assert (await heart.row(attempt)).state is State.CONNECTED


async def test_a_code_that_could_not_connect_is_not_handed_over_again_after_a_decline(heart: Heart) -> None:
    attempt = await answered(heart)
    held = heart.provider.holds("submit_code", NotSent())
    calling = asyncio.create_task(heart.worker.call(attempt, OWNER, CODE))
    await soon(held.reached.wait())
    await heart.decline(attempt)
    held.go()
    await soon(calling)
    assert heart.provider.made == ["submit_code"]
    assert (await heart.row(attempt)).state is State.DECLINED
    heart.clock.later(PACE.watch)
    async with heart.store.write() as unit:
        watched = await unit.attempts.claim_due(lambda: "next", heart.clock(), 1)
    assert [one.attempt.id for one in watched] == [attempt.id], "nobody has to wait for the lease to lapse"


async def test_she_is_asked_again_for_a_code_that_never_left(heart: Heart) -> None:
    heart.provider.answers("submit_code", NotSent(), NotSent(), NotSent())
    attempt = await answered(heart)
    await heart.worker.call(attempt, OWNER, CODE)
    row = await heart.row(attempt)
    assert (row.state, row.challenge, row.wrong_codes) == (State.CODE_NEEDED, 2, 0)
    assert read_again(row.ask) is Again.NOT_SENT


async def test_a_code_whose_outcome_is_unknown_is_not_handed_over_again(heart: Heart) -> None:
    heart.provider.answers("submit_code", NoAnswer())
    attempt = await answered(heart)
    await heart.worker.call(attempt, OWNER, CODE)
    assert (await heart.row(attempt)).state is State.UNSURE


@pytest.mark.parametrize(
    ("step", "state", "challenge"), [(WRONG, State.CODE_NEEDED, 2), (Done(None), State.CONNECTED, 1)]
)
async def test_an_answer_counts_though_the_lease_lapsed_and_the_row_became_unsure(
    heart: Heart, step: Step, state: State, challenge: int
) -> None:
    attempt = await answered(heart)
    async with under_way(heart, attempt, "submit_code", step):
        await the_lease_lapses(heart, attempt)
    row = await heart.row(attempt)
    assert (row.state, row.challenge) == (state, challenge)
    assert heart.provider.made == ["submit_code"]


async def test_a_start_counts_though_the_lease_lapsed_and_the_row_became_unsure(heart: Heart) -> None:
    attempt = await heart.stored(State.STARTING, owner=OWNER, resume=None, due_at=NOW + 60)
    async with under_way(heart, attempt, "start", SMS):
        await the_lease_lapses(heart, attempt)
    row = await heart.row(attempt)
    assert (row.state, row.challenge, row.resume) == (State.CODE_NEEDED, 1, SMS.resume)


async def test_an_outcome_is_written_once_the_database_is_back(
    heart: Heart, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = await answered(heart)
    away = Away(heart.store)
    monkeypatch.setattr(heart.store, "write", away.write)
    heart.provider.answers("submit_code", WRONG)
    await heart.worker.call(attempt, OWNER, CODE)
    row = await heart.row(attempt)
    assert (row.state, row.challenge, row.wrong_codes) == (State.CODE_NEEDED, 2, 1)
    assert (away.tried, heart.provider.made) == (2, ["submit_code"])


async def test_a_renewal_that_fails_is_followed_by_the_next(
    heart: Heart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.01)
    attempt = await answered(heart)
    async with under_way(heart, attempt, "submit_code", Done(None)):
        away = Away(heart.store)
        monkeypatch.setattr(heart.store, "write", away.write)
        await soon(away.back.wait())
    assert (await heart.row(attempt)).state is State.CONNECTED


@pytest.mark.parametrize(("error", "wait"), [(NotSent(), 5.0), (Throttled(retry_after=17), 17.0)])
async def test_an_email_that_was_not_sent_is_sent_later_and_she_is_not_asked_before(
    heart: Heart, error: ProviderError, wait: float
) -> None:
    attempt = await heart.stored(State.WORKING, ask=GATE, challenge=0)
    heart.provider.answers("send_code", error, SENT)
    put_off = await heart.look(attempt)
    assert (put_off.state, put_off.challenge, put_off.due_at) == (State.WORKING, 0, NOW + wait)
    heart.clock.later(wait)
    asked = await heart.look(attempt)
    assert (asked.state, asked.challenge) == (State.CODE_NEEDED, 1)
    assert heart.provider.made == ["send_code", "send_code"]


@pytest.mark.parametrize("error", [NotSent(), Throttled(retry_after=17)])
async def test_a_code_that_was_not_sent_again_leaves_her_the_challenge_and_says_so(
    heart: Heart, error: ProviderError
) -> None:
    attempt = await answered(heart, CallKind.RESEND)
    heart.provider.answers("send_code", error)
    await heart.worker.call(attempt, OWNER, None)
    row = await heart.row(attempt)
    assert (row.state, read_again(row.ask)) == (State.CODE_NEEDED, Again.NOT_RESENT)
    assert heart.provider.made == ["send_code"]


async def test_the_gate_is_triggered_by_a_claimed_call_and_never_by_a_check(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING)
    heart.provider.answers("check", GATE)
    found = await heart.look(attempt)
    assert (found.state, found.challenge, heart.provider.made) == (State.WORKING, 0, ["check"])
    heart.provider.answers("send_code", SENT)
    asked = await heart.look(attempt)
    assert (asked.state, asked.challenge) == (State.CODE_NEEDED, 1)
    assert heart.provider.made == ["check", "send_code"]


async def test_of_two_who_look_at_a_gate_at_once_one_triggers_it(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING, ask=GATE, challenge=0)
    heart.provider.answers("send_code", SENT)
    await soon(asyncio.gather(*(heart.worker.look(attempt, f"owner-{n}") for n in range(2))))
    assert heart.provider.made == ["send_code"]
    assert (await heart.row(attempt)).challenge == 1


async def test_a_gate_that_may_have_been_triggered_is_not_triggered_again(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING, ask=GATE, challenge=0)
    heart.provider.answers("send_code", NoAnswer())
    assert (await heart.look(attempt)).state is State.UNSURE
    heart.provider.answers("check", GATE)
    asked = await heart.look(attempt)
    assert asked.state is State.CODE_NEEDED
    step = read_ask(asked.ask)
    assert isinstance(step, CodeNeeded)
    assert step.sent
    assert heart.provider.made == ["send_code", "check"]


async def test_a_resend_is_claimed_once_however_often_she_presses(heart: Heart) -> None:
    step = CodeNeeded(resume="r2", challenge="sms-1", channel=Channel.SMS, resend_after=30)
    attempt = await heart.stored(State.CODE_NEEDED, ask=step)
    heart.clock.later(61)
    held = heart.provider.holds("send_code", Working("r3"))
    reactions = []
    for _ in range(2):
        async with heart.work() as work:
            reactions.append(await heart.relay.nothing_came(work, attempt.id, attempt.creator_id))
    await soon(held.reached.wait())
    assert reactions == [Reaction.RESENT, Reaction.BUSY]
    held.go()
    await heart.becomes(attempt, State.WORKING)
    assert heart.provider.made == ["send_code"]


async def test_an_answered_challenge_proves_the_account_also_where_the_row_became_unsure(
    heart: Heart,
) -> None:
    attempt = await answered(heart)
    async with under_way(heart, attempt, "submit_code", Done(None)):
        await the_lease_lapses(heart, attempt)
    async with heart.store.read() as unit:
        account = await unit.accounts.get(heart.cast.account.id)
    assert account is not None
    assert account.proven_at == NOW


@pytest.mark.parametrize("error", [NotSent(), Throttled()])
async def test_an_error_is_written_once_the_database_is_back(
    heart: Heart, monkeypatch: pytest.MonkeyPatch, error: ProviderError
) -> None:
    attempt = await heart.stored(State.STARTING, owner=OWNER, resume=None, due_at=NOW + 60)
    monkeypatch.setattr(heart.store, "write", Away(heart.store).write)
    heart.provider.answers("start", error)
    await heart.worker.call(attempt, OWNER, None)
    assert (await heart.row(attempt)).state is State.FAILED


@pytest.mark.parametrize("state", [State.WORKING, State.CODE_NEEDED, State.UNSURE, State.CANCELLED])
async def test_no_refusal_of_a_check_puts_the_next_look_behind_the_end(heart: Heart, state: State) -> None:
    asks = SMS if state is State.CODE_NEEDED else None
    watch_until = NOW + LIMITS.watched if state is State.CANCELLED else None
    attempt = await heart.stored(state, ask=asks, watch_until=watch_until)
    heart.provider.answers("check", Throttled(retry_after=1e9))
    row = await heart.look(attempt)
    assert row.due_at == (watch_until or times.deadline(row))
