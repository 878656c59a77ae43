"""Her password: in memory until the start, sealed where a provider wants it twice, then gone."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.relay import calls, endings, progress, times
from bot.relay.limits import LIMITS, MINUTE
from bot.relay.reactions import Reaction
from bot.relay.wishing import start_over
from providers.errors import NoAnswer, NotSent
from providers.logins import Credentials
from providers.steps import Channel, CodeNeeded, Done, Failed, LinkKind, LinkNeeded, Reason, Working
from storage.models import LIVE, OVER, Attempt, CallKind, State
from storage.schema import attempts
from tests.bot.relay.attempts import ACCOUNT, NOW, SMS, an_attempt
from tests.bot.relay.heart import OWNER
from tests.bot.relay.page import PASSWORD, SIGN_IN, Page, begun
from tests.bot.relay.scripted import soon
from tests.storage.builders import spoil

if TYPE_CHECKING:
    from pathlib import Path

    from providers.steps import Step
    from tests.bot.relay.heart import Heart

RESUME = f'{{"password": "{PASSWORD}"}}'
HOLDING = CodeNeeded(RESUME, "mail-1", Channel.EMAIL, holds_password=True)
WRONG = replace(HOLDING, challenge="mail-2", rejected=True)
KEPT_AT_MOST = 10 * MINUTE


def shown(attempt: Attempt) -> str:
    """Give all that the row holds."""
    return str(asdict(attempt))


def written(directory: Path) -> bytes:
    """Give all that the database has written."""
    return b"".join(file.read_bytes() for file in directory.iterdir())


async def asking(heart: Heart, step: Step = HOLDING) -> tuple[Attempt, Page]:
    """Give a connection that waits for a code while its resume holds her password."""
    attempt, page = await begun(heart)
    heart.provider.answers("start", step)
    await page.sign_in()
    return await heart.becomes(attempt, State.CODE_NEEDED), page


def holding(state: State = State.CODE_NEEDED) -> Attempt:
    """Give an attempt whose open challenge holds her password since just now."""
    after = progress.advance(
        replace(an_attempt(state), state=State.STARTING, resume=None), HOLDING, NOW, None, fresh=True
    )
    assert after is not None
    return after


async def test_the_password_goes_into_the_start_call_and_into_nothing_that_is_kept(
    heart: Heart, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    attempt, page = await begun(heart)
    heart.provider.answers("start", SMS)
    await page.sign_in()
    row = await heart.becomes(attempt, State.CODE_NEEDED)
    (login,) = heart.provider.logins
    assert isinstance(login, Credentials)
    assert login.password.reveal() == PASSWORD
    assert PASSWORD not in shown(row) + repr(login) + repr(SIGN_IN) + caplog.text + "".join(
        capsys.readouterr()
    )
    assert PASSWORD.encode() not in written(tmp_path)


async def test_a_start_that_is_lost_keeps_no_password(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.provider.answers("start", NoAnswer())
    await page.sign_in()
    row = await heart.becomes(attempt, State.UNSURE)
    heart.provider.answers("recover", None)
    after = await heart.look(attempt)
    assert PASSWORD not in shown(row) + shown(after) + repr(heart.provider.lost)


async def test_a_start_that_did_not_leave_is_over_and_keeps_no_password(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.provider.answers("start", NotSent())
    await page.sign_in()
    row = await heart.becomes(attempt, State.FAILED)
    assert PASSWORD not in shown(row)
    assert heart.provider.made == ["start"]


async def test_a_start_killed_before_its_call_is_looked_for_without_her_password(heart: Heart) -> None:
    attempt, _ = await begun(heart)
    killed = await heart.row(attempt)
    async with heart.store.write() as unit:
        starting = replace(killed, state=State.STARTING, answer_by=NOW + 60, ends_at=NOW + 2400)
        assert await unit.attempts.change(killed, starting)
    heart.provider.answers("recover", Done("acct_new"))
    assert (await heart.look(attempt)).state is State.UNSURE
    assert (await heart.look(attempt)).state is State.CONNECTED
    assert heart.provider.made == ["recover"]


async def test_the_resume_that_holds_the_password_is_sealed(heart: Heart, tmp_path: Path) -> None:
    row, _ = await asking(heart)
    assert row.resume == RESUME
    assert PASSWORD not in (row.ask or "") + repr(row) + repr(HOLDING)
    assert PASSWORD.encode() not in written(tmp_path)


async def is_wiped(heart: Heart, attempt: Attempt) -> None:
    row = await heart.row(attempt)
    assert row.state in OVER
    assert (row.resume, row.ask, row.watch_until, row.due_at) == (None, None, None, None)


@pytest.mark.parametrize("end", ["decline", "not_me"])
async def test_her_word_wipes_it(heart: Heart, end: str) -> None:
    attempt, page = await asking(heart)
    await getattr(page, end)()
    await is_wiped(heart, attempt)


async def test_a_managers_cancel_wipes_it(heart: Heart) -> None:
    attempt, _ = await asking(heart)
    async with heart.work() as work:
        await heart.relay.cancel(work, attempt.id, heart.cast.manager)
    await is_wiped(heart, attempt)


async def test_starting_over_wipes_it(heart: Heart) -> None:
    attempt, _ = await asking(heart)
    async with heart.work() as work:
        assert await start_over(heart.relay, work, attempt.id, attempt.creator_id) is Reaction.OPEN_PAGE
    await is_wiped(heart, attempt)


@pytest.mark.parametrize("step", [Done("acct_new"), Failed(Reason.LOGIN_FAILED), Done(None)])
async def test_the_providers_word_wipes_it(heart: Heart, step: Step) -> None:
    attempt, page = await asking(heart)
    heart.provider.answers("submit_code", step)
    await page.code()
    await heart.becomes(attempt, State.CONNECTED, State.FAILED)
    await is_wiped(heart, attempt)


async def test_silence_wipes_it_after_six_minutes(heart: Heart) -> None:
    attempt, _ = await asking(heart)
    assert attempt.answer_by == NOW + LIMITS.code_with_password
    heart.clock.later(LIMITS.code_with_password)
    assert (await heart.look(attempt)).state is State.EXPIRED
    await is_wiped(heart, attempt)


async def test_the_third_wrong_code_wipes_it(heart: Heart) -> None:
    attempt, page = await asking(heart)
    wrong = [replace(WRONG, challenge=f"mail-{number}") for number in (2, 3, 4)]
    heart.provider.answers("submit_code", *wrong)
    for challenge in (1, 2, 3):
        assert await page.code(challenge=challenge) is Reaction.CODE_TAKEN
        await heart.becomes(attempt, State.CODE_NEEDED, State.FAILED)
    await is_wiped(heart, attempt)


async def test_a_killed_submission_wipes_it_within_its_ten_minutes(heart: Heart) -> None:
    attempt, page = await asking(heart)
    heart.clock.later(LIMITS.code_with_password - 1)
    heart.provider.holds("submit_code", HOLDING)
    assert await page.code() is Reaction.CODE_TAKEN
    await soon(heart.driver.stop(0))
    await spoil(heart.store, attempts, attempt.id, lease_owner=None, lease_until=None)
    heart.provider.answers("check", Working(RESUME), HOLDING)
    for _ in range(3):
        await heart.look(attempt)
    heart.clock.now = NOW + KEPT_AT_MOST - 1
    for _ in range(2):
        await heart.look(attempt)
    await is_wiped(heart, attempt)


async def test_a_dyno_that_slept_wipes_it_at_once_and_asks_nobody(heart: Heart) -> None:
    attempt, page = await asking(heart)
    heart.provider.holds("submit_code", HOLDING)
    await page.code()
    await soon(heart.driver.stop(0))
    heart.clock.later(3600)
    for _ in range(2):
        await heart.look(attempt)
    await is_wiped(heart, attempt)
    assert heart.provider.made == ["start", "submit_code"]


@pytest.mark.parametrize("step", [WRONG, Working(RESUME), LinkNeeded(RESUME, "s", LinkKind.SELFIE)])
async def test_what_lands_after_the_end_leaves_nothing_of_it(heart: Heart, step: Step) -> None:
    attempt, page = await asking(heart)
    held = heart.provider.holds("submit_code", step)
    await page.code()
    await soon(held.reached.wait())
    await page.decline()
    await is_wiped(heart, attempt)
    held.go()
    await soon(heart.driver.stop(5))
    await is_wiped(heart, attempt)


async def test_a_start_that_lands_after_the_end_leaves_nothing_of_it(heart: Heart) -> None:
    attempt, page = await begun(heart)
    held = heart.provider.holds("start", HOLDING)
    await page.sign_in()
    await soon(held.reached.wait())
    await page.decline()
    held.go()
    await soon(heart.driver.stop(5))
    await is_wiped(heart, attempt)


async def test_a_login_that_lands_after_the_end_is_told_and_not_linked(heart: Heart) -> None:
    attempt, page = await asking(heart)
    held = heart.provider.holds("submit_code", Done("acct_new"))
    await page.code()
    await soon(held.reached.wait())
    await page.decline()
    held.go()
    await heart.told("connected_after_all")
    await is_wiped(heart, attempt)
    async with heart.store.read() as unit:
        assert await unit.accounts.by_external(attempt.provider, "acct_new") is None


async def test_a_lost_submission_asks_again_without_more_time(heart: Heart) -> None:
    attempt, page = await asking(heart)
    heart.clock.later(120)
    heart.provider.answers("submit_code", NoAnswer())
    await page.code()
    await heart.becomes(attempt, State.UNSURE)
    heart.clock.later(30)
    heart.provider.answers("check", HOLDING)
    again = await heart.look(attempt)
    assert (again.state, again.challenge) == (State.CODE_NEEDED, 2)
    assert again.answer_by == NOW + LIMITS.code_with_password


async def test_a_code_rejected_after_its_time_ends_it_instead_of_asking_again(heart: Heart) -> None:
    attempt, page = await asking(heart)
    heart.clock.later(LIMITS.code_with_password - 1)
    held = heart.provider.holds("submit_code", WRONG)
    await page.code()
    await soon(held.reached.wait())
    heart.clock.later(2)
    held.go()
    row = await heart.becomes(attempt, State.EXPIRED, State.CODE_NEEDED)
    assert row.state is State.EXPIRED
    await is_wiped(heart, attempt)


async def test_a_late_outcome_of_what_became_unsure_counts_without_more_time(heart: Heart) -> None:
    attempt, page = await asking(heart)
    held = heart.provider.holds("submit_code", WRONG)
    await page.code()
    await soon(held.reached.wait())
    await spoil(heart.store, attempts, attempt.id, lease_until=0.0)
    async with heart.store.write() as unit:
        (claimed,) = await unit.attempts.claim_due(lambda: OWNER, heart.clock(), 9)
    await heart.worker.look(claimed.attempt, OWNER)
    heart.clock.later(60)
    held.go()
    row = await heart.becomes(attempt, State.CODE_NEEDED)
    assert (row.wrong_codes, row.answer_by) == (1, NOW + LIMITS.code_with_password)


def test_rejected_codes_never_prolong_it() -> None:
    claimed = progress.claim(holding(), CallKind.CODE, NOW + 300)
    after = progress.advance(claimed, WRONG, NOW + 310, None, fresh=True)
    assert after is not None
    assert after.answer_by == NOW + LIMITS.code_with_password


@pytest.mark.parametrize(
    "before", [replace(an_attempt(ask=SMS), gates=4), replace(an_attempt(ask=SMS), ends_at=NOW)]
)
def test_a_challenge_that_is_not_put_before_her_leaves_no_password_to_watch_by(before: Attempt) -> None:
    ended = progress.advance(before, HOLDING, NOW, ACCOUNT, fresh=True)
    assert ended is not None
    assert ended.state in OVER
    assert (ended.resume, ended.watch_until) == (None, None)


def test_a_later_gate_without_her_password_has_its_own_time() -> None:
    claimed = progress.claim(holding(), CallKind.CODE, NOW + 300)
    after = progress.advance(claimed, SMS, NOW + 310, None, fresh=True)
    assert after is not None
    assert after.answer_by == NOW + 310 + LIMITS.code


def test_what_lands_on_an_attempt_that_is_over_holds_no_password() -> None:
    over = endings.end(an_attempt(State.STARTING), State.DECLINED, NOW)
    assert calls.landed(over, HOLDING, NOW).resume is None


STEPS = st.sampled_from(
    [
        HOLDING,
        WRONG,
        replace(HOLDING, challenge="mail-3"),
        replace(HOLDING, challenge="mail-4", sent=False),
        replace(HOLDING, expires_in=1200),
        Working(RESUME),
    ]
)
ACTS = st.tuples(
    st.sampled_from(["check", "claim", "land", "unsure", "lose"]),
    STEPS,
    st.floats(0, 170),
)


def _may_follow(attempt: Attempt, step: Step, now: float) -> dict[str, Attempt | None]:
    """Give what the driver may make of an attempt in this state, by the act."""
    if attempt.state in {State.CODE_NEEDED, State.LINK_NEEDED}:
        checked = progress.advance(attempt, step, now, None, fresh=False)
        return {"check": checked, "claim": progress.claim(attempt, CallKind.CODE, now)}
    if progress.wants_sending(attempt):
        return {"claim": progress.claim(attempt, CallKind.SEND, now)}
    if attempt.state is not State.SUBMITTING:
        return {"check": progress.advance(attempt, step, now, None, fresh=False)}
    lost = progress.not_sent_to_her(attempt, now, 600) if attempt.call is CallKind.SEND else None
    landed = progress.advance(attempt, step, now, None, fresh=True)
    return {
        "land": landed,
        "unsure": progress.unsure(attempt, now),
        "lose": lost or progress.not_delivered(attempt, now),
    }


@settings(deadline=None)  # how long an example takes says nothing here
@given(st.booleans(), st.lists(ACTS, max_size=40))
def test_whatever_comes_it_is_gone_ten_minutes_after_it_was_first_written(
    sent: bool,  # noqa: FBT001 - drawn
    story: list[tuple[str, Step, float]],
) -> None:
    begun = replace(an_attempt(State.STARTING), resume=None)
    attempt = progress.advance(begun, replace(HOLDING, sent=sent), NOW, None, fresh=True)
    assert attempt is not None
    now = NOW
    for act, step, seconds in story:
        if attempt.state not in LIVE:
            break
        now += seconds
        timed_out = progress.time_out(attempt, now)
        attempt = timed_out or _may_follow(attempt, step, now).get(act) or attempt
        if attempt.state in LIVE:
            assert times.deadline(attempt) <= NOW + KEPT_AT_MOST
            assert times.holds_password(attempt)
    if attempt.state in OVER:
        assert (attempt.resume, attempt.watch_until) == (None, None)
