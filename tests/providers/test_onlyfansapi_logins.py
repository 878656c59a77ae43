"""Whole sign-ins through the adapter against the simulated OnlyFansAPI over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from providers.errors import NoAnswer, Throttled, Unavailable, Unreadable
from providers.logins import AppLogin, Credentials, Hosted, Lost, Platform, StoredCredentials
from providers.onlyfansapi.adapter import OnlyFansApi
from providers.registry import build
from providers.secret import Secret
from providers.steps import (
    Channel,
    CodeNeeded,
    Done,
    Failed,
    LinkKind,
    LinkNeeded,
    ListedAccount,
    Reason,
    Step,
    Unclear,
    Working,
)
from sandbox.onlyfansapi import Account, Fault, Refusal, Simulator, Unknown, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.providers.conftest import Clock

WRONG = Secret("000")
PASSWORD = "a long password"
MINE, OTHER = "cb-Rf3_x9-K2mQa", "cb-b7Jq-0_sLw4Z"


@pytest.fixture
async def simulator(clock: Clock) -> AsyncIterator[Simulator]:
    """Serve a fresh simulator with one account for each scenario."""
    simulated = Simulator(clock=clock)
    async with serve(simulated):
        yield simulated


@pytest.fixture
async def adapter(simulator: Simulator) -> AsyncIterator[OnlyFansApi]:
    """Build the adapter as the bot does, for the simulator's address."""
    built = build("onlyfansapi", Secret(simulator.key), simulator.base_url)
    assert isinstance(built, OnlyFansApi)
    yield built
    await built.aclose()


@pytest.fixture
def player(adapter: OnlyFansApi, simulator: Simulator, clock: Clock) -> Player:
    """Give somebody who goes through logins."""
    return Player(adapter, simulator, clock)


class Player:
    """Goes through logins as the relay and the creator would: looks, and acts once a question."""

    def __init__(self, adapter: OnlyFansApi, simulator: Simulator, clock: Clock) -> None:
        """Play on a simulator."""
        self.adapter = adapter
        self.simulator = simulator
        self.clock = clock
        self.asked: list[CodeNeeded | LinkNeeded] = []

    async def start(self, name: str) -> Step:
        """Sign an account in again, and look until there is something to do."""
        return await self.go_on(await self.adapter.start(StoredCredentials(f"acct_{name}")))

    async def go_on(self, step: Step, *, stale: str = "") -> Step:
        """Look for as long as nothing else is to be done; `stale` is the challenge that was answered."""
        for _ in range(60):
            if not isinstance(step, Working) and getattr(step, "challenge", "none") != stale:
                break
            self.clock.now += 2
            step = await self.adapter.check(step.resume)  # type: ignore[union-attr]  # what is stale resumes
        if isinstance(step, (CodeNeeded, LinkNeeded)):
            self.asked.append(step)
        return step

    async def answer(self, step: Step, name: str) -> Step:
        """Hand over the code that is valid, or do what a link asks for."""
        if isinstance(step, LinkNeeded):
            done = await self.adapter.confirm_link(step.resume)
            return await self.go_on(done, stale=step.challenge)
        assert isinstance(step, CodeNeeded)
        self.clock.now += 30  # another code of the authenticator
        (attempt,) = self.simulator.attempts_of(f"acct_{name}")
        code = Secret(self.simulator.code_for(attempt.id))
        return await self.go_on(await self.adapter.submit_code(step.resume, code), stale=step.challenge)

    async def through(self, name: str) -> Step:
        """Sign an account in with whatever it takes."""
        step = await self.start(name)
        for _ in range(6):
            if isinstance(step, (CodeNeeded, LinkNeeded)):
                step = await self.answer(step, name)
        return step


def credentials(name: str, *, reference: str = MINE, force: bool = False) -> Credentials:
    """Give a connection with an account's password."""
    email, label = Secret(f"{name}@example.com"), f"Stella (Moonlight Agency) {reference}"
    return Credentials(Platform.ONLYFANS, email, Secret(PASSWORD), label, reference, force=force)


def hosted(reference: str) -> Hosted:
    """Give a hosted login."""
    return Hosted(Platform.ONLYFANS, f"Stella (Moonlight Agency) {reference}", reference)


@pytest.mark.parametrize(
    ("name", "channels"),
    [
        ("plain", []),
        ("sms", [Channel.SMS]),
        ("sms_by_flag", [Channel.SMS]),
        ("sms_by_state", [Channel.SMS]),
        ("sms_by_progress", [Channel.SMS]),
        ("sms_by_two_factor_pending", [Channel.SMS]),
        ("authenticator", [Channel.AUTHENTICATOR]),
        ("selfie", [LinkKind.SELFIE]),
        ("selfie_no_link", [LinkKind.SELFIE]),
        ("selfie_by_flag", [LinkKind.SELFIE]),
        ("selfie_by_link", [LinkKind.SELFIE]),
        ("selfie_by_state", [LinkKind.SELFIE]),
        ("selfie_as_text", [LinkKind.SELFIE]),
        ("sms_selfie", [Channel.SMS, LinkKind.SELFIE]),
        ("slow", [Channel.SMS]),
        ("stale", [Channel.SMS]),
        ("stale_selfie", [LinkKind.SELFIE]),
        ("unknown_state", [Channel.SMS]),
        ("nulls", [Channel.SMS]),
    ],
)
async def test_a_login_asks_each_question_once_and_signs_in(
    player: Player, name: str, channels: list[Channel | LinkKind]
) -> None:
    assert await player.through(name) == Done(f"acct_{name}", name)
    seen = [step.channel if isinstance(step, CodeNeeded) else step.kind for step in player.asked]
    assert seen == channels


@pytest.mark.parametrize("name", ["wrong_once", "wrong_once_anew", "wrong_once_by_progress"])
async def test_a_wrong_code_is_asked_again_and_the_next_one_signs_in(player: Player, name: str) -> None:
    assert await player.through(name) == Done(f"acct_{name}", name)
    assert [step.rejected for step in player.asked if isinstance(step, CodeNeeded)] == [False, True]


@pytest.mark.parametrize("name", ["wrong_once_silent", "wrong_twice_stale"])
async def test_a_wrong_code_that_nothing_tells_keeps_the_question_open(
    player: Player, adapter: OnlyFansApi, simulator: Simulator, name: str
) -> None:
    step = await player.start(name)
    for _ in range(3):
        assert isinstance(step, CodeNeeded)
        (attempt,) = simulator.attempts_of(f"acct_{name}")
        sent = await adapter.submit_code(step.resume, Secret(simulator.code_for(attempt.id)))
        assert isinstance(sent, Working)
        player.clock.now += 20  # so long the relay takes the same question for a stale one
        step = await player.go_on(await adapter.check(sent.resume))
        if isinstance(step, Done):
            break
    assert step == Done(f"acct_{name}", name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("already_connected", Reason.ALREADY_CONNECTED),
        ("no_credentials", Reason.NO_STORED_CREDENTIALS),
        ("unknown", Reason.ACCOUNT_UNKNOWN),
        ("of_nobody", Reason.ACCOUNT_UNKNOWN),
        ("bad_request", Reason.REQUEST_REFUSED),
        ("key_refused", Reason.KEY_REFUSED),
        ("plan_refused", Reason.PLAN_REFUSED),
        ("scope_refused", Reason.SCOPE_REFUSED),
        ("session_expired", Reason.SESSION_EXPIRED),
        ("session_expired_in_poll", Reason.SESSION_EXPIRED),
        ("failed", Reason.LOGIN_FAILED),
        ("failed_unnamed", Reason.LOGIN_FAILED),
        ("failed_though_authenticated", Reason.LOGIN_FAILED),
        ("refused", Reason.CREDENTIALS_REFUSED),
        ("refused_unnamed", Reason.LOGIN_FAILED),
        ("refused_at_start", Reason.CREDENTIALS_REFUSED),
        ("wrong_until_failed", Reason.CODES_EXHAUSTED),
    ],
)
async def test_every_end_without_success_has_its_reason(player: Player, name: str, reason: Reason) -> None:
    assert await player.through(name) == Failed(reason)


@pytest.mark.parametrize("status", [400, 409, 412, 422])
async def test_stored_credentials_that_are_missing_are_told_by_any_status_that_may_mean_it(
    player: Player, simulator: Simulator, status: int
) -> None:
    simulator.unknown = Unknown(no_credentials_status=status)
    assert await player.start("no_credentials") == Failed(Reason.NO_STORED_CREDENTIALS)


@pytest.mark.parametrize("name", ["vanishing", "vanishing_410"])
async def test_an_attempt_that_vanishes_is_gone(player: Player, name: str) -> None:
    step = await player.start(name)
    assert isinstance(step, CodeNeeded)
    player.clock.now += 10
    assert await player.adapter.check(step.resume) == Failed(Reason.ATTEMPT_GONE)
    assert await player.adapter.submit_code(step.resume, WRONG) == Failed(Reason.ATTEMPT_GONE)


async def test_an_attempt_that_expires_has_failed(player: Player) -> None:
    step = await player.start("expiring")
    assert isinstance(step, CodeNeeded)
    player.clock.now += 120
    assert await player.adapter.check(step.resume) == Failed(Reason.LOGIN_FAILED)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("error_500", Unavailable),
        ("error_502", Unavailable),
        ("error_503", Unavailable),
        ("error_520", Unavailable),
        ("error_524", Unavailable),
        ("throttled", Throttled),
        ("html", Unreadable),
        ("garbage", Unreadable),
        ("huge", Unreadable),
        ("lost", NoAnswer),
    ],
)
async def test_a_start_without_a_usable_answer_is_an_error_and_sent_once(
    adapter: OnlyFansApi, simulator: Simulator, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await adapter.start(StoredCredentials(f"acct_{name}"))
    assert len(simulator.requests) == 1


async def test_a_provider_that_was_away_is_back(player: Player) -> None:
    with pytest.raises(Unavailable):
        await player.start("down_and_back")
    assert await player.through("down_and_back") == Done("acct_down_and_back", "down_and_back")


async def test_a_lost_start_is_found_if_it_signed_in_and_not_if_it_waits(
    adapter: OnlyFansApi, simulator: Simulator, clock: Clock
) -> None:
    for name, found in (("lost", Done("acct_lost", "lost")), ("lost_asking", None)):
        with pytest.raises(NoAnswer):
            await adapter.start(StoredCredentials(f"acct_{name}"))
        clock.now += 120
        simulator.settle()
        assert await adapter.recover(Lost(Platform.ONLYFANS, f"acct_{name}", MINE, since=0)) == found


async def test_a_lost_first_connection_is_found_by_its_reference(
    adapter: OnlyFansApi, simulator: Simulator, clock: Clock
) -> None:
    simulator.add_account(Account("acct_new", username="new", login="new@example.com", connected=False))
    simulator.fail_next(Fault.LOST, "POST")
    with pytest.raises(NoAnswer):
        await adapter.start(credentials("new"))
    clock.now += 120
    assert await adapter.recover(Lost(Platform.ONLYFANS, None, MINE, since=0)) == Done(
        simulator.id_of("acct_new"), "new"
    )
    assert await adapter.recover(Lost(Platform.ONLYFANS, None, OTHER, since=0)) is None


async def test_a_code_whose_answer_is_lost_is_not_sent_again(player: Player, simulator: Simulator) -> None:
    step = await player.start("lost_code")
    assert isinstance(step, CodeNeeded)
    (attempt,) = simulator.attempts_of("acct_lost_code")
    code = simulator.code_for(attempt.id)
    with pytest.raises(NoAnswer):
        await player.adapter.submit_code(step.resume, Secret(code))
    player.clock.now += 30
    assert await player.go_on(await player.adapter.check(step.resume)) == Done("acct_lost_code", "lost_code")
    assert simulator.submissions(code) == 1


async def test_a_first_connection_signs_in_and_is_listed_under_its_label(
    player: Player, adapter: OnlyFansApi, simulator: Simulator
) -> None:
    simulator.add_account(Account("acct_new", username="new", login="new@example.com", connected=False))
    done = await player.go_on(await adapter.start(credentials("new")))
    assert done == Done(simulator.id_of("acct_new"), "new")
    assert MINE in simulator.names[done.account or ""]
    listed = await adapter.list_accounts()
    assert isinstance(listed, tuple)
    assert ListedAccount(done.account or "", "new", connected=True) in listed


@pytest.mark.parametrize("refusal", [Refusal.AT_START, Refusal.IN_POLL])
async def test_an_account_that_is_connected_is_connected_again_by_force(
    player: Player, adapter: OnlyFansApi, simulator: Simulator, refusal: Refusal
) -> None:
    simulator.unknown = Unknown(already_connected=refusal)
    assert await player.go_on(await adapter.start(credentials("plain"))) == Failed(Reason.ALREADY_CONNECTED)
    forced = await player.go_on(await adapter.start(credentials("plain", force=True)))
    assert forced == Done("acct_plain", "plain")


@pytest.mark.parametrize("refusal", [Refusal.AT_START, Refusal.IN_POLL])
async def test_a_wrong_password_is_refused(
    player: Player, adapter: OnlyFansApi, simulator: Simulator, refusal: Refusal
) -> None:
    simulator.unknown = Unknown(wrong_password=refusal)
    step = await player.go_on(await adapter.start(credentials("nobody")))
    assert step == Failed(Reason.CREDENTIALS_REFUSED)


async def test_new_credentials_for_a_known_account_sign_it_in(player: Player, adapter: OnlyFansApi) -> None:
    email = Secret("no_credentials@example.com")
    login = Credentials(Platform.ONLYFANS, email, Secret(PASSWORD), "x", MINE, account="acct_no_credentials")
    step = await player.go_on(await adapter.start(login))
    assert await player.answer(step, "no_credentials") == Done("acct_no_credentials", "no_credentials")


@pytest.mark.parametrize("repeated", [True, False])
async def test_the_app_signs_in_by_the_link_that_is_shown(
    player: Player, adapter: OnlyFansApi, simulator: Simulator, *, repeated: bool
) -> None:
    simulator.unknown = Unknown(deeplink_in_poll=repeated)
    simulator.add_account(Account("acct_new", username="new", login="new@example.com", connected=False))
    step = await adapter.start(AppLogin(Platform.ONLYFANS, f"Stella {MINE}", MINE))
    assert isinstance(step, LinkNeeded)
    player.clock.now += 10
    again = await adapter.check(step.resume)
    assert isinstance(again, LinkNeeded)
    assert (again.challenge, again.app_link) == (step.challenge, step.app_link)
    assert simulator.use_app("acct_new", step.app_link or "")
    player.clock.now += 10
    assert await player.go_on(await adapter.check(step.resume)) == Done(simulator.id_of("acct_new"), "new")


async def test_an_email_lets_her_verify_on_her_own_device(
    player: Player, adapter: OnlyFansApi, simulator: Simulator
) -> None:
    step = await player.start("sms")
    assert isinstance(step, CodeNeeded)
    mailed = await adapter.send_code(step.resume)
    assert isinstance(mailed, CodeNeeded)
    assert mailed.challenge == step.challenge
    assert simulator.phone("acct_sms").use_app()
    player.clock.now += 10
    assert await adapter.submit_code(mailed.resume, WRONG) == Done("acct_sms", "sms")


async def test_a_hosted_login_ends_with_the_account_that_signed_in(
    adapter: OnlyFansApi, simulator: Simulator, clock: Clock
) -> None:
    simulator.add_account(Account("acct_new", username="new", login="new@example.com", connected=False))
    step = await adapter.start(hosted(MINE))
    assert isinstance(step, LinkNeeded)
    assert await adapter.check(step.resume) == step
    await sign_in(step, "new")
    clock.now += 10
    assert await adapter.check(step.resume) == Done(simulator.id_of("acct_new"), "new")


async def test_hosted_logins_that_interleave_never_swap(
    adapter: OnlyFansApi, simulator: Simulator, clock: Clock
) -> None:
    for name in ("one", "two"):
        login = f"{name}@example.com"
        simulator.add_account(Account(f"acct_{name}", username=name, login=login, connected=False))
    steps = {"one": await adapter.start(hosted(MINE)), "two": await adapter.start(hosted(OTHER))}
    for name in ("two", "one"):
        await sign_in(steps[name], name)
        clock.now += 10
        for each, step in steps.items():
            seen = await adapter.check(getattr(step, "resume", ""))
            is_in = simulator.id_of(f"acct_{each}") is not None
            assert seen == (Done(simulator.id_of(f"acct_{each}"), each) if is_in else step)


@pytest.mark.parametrize(("names", "outcome"), [(["one"], Done), (["one", "two"], Unclear)])
async def test_accounts_whose_names_the_vendor_chose_are_likely_alone_and_unclear_together(
    adapter: OnlyFansApi,
    simulator: Simulator,
    clock: Clock,
    names: list[str],
    outcome: Callable[..., Step],
) -> None:
    simulator.unknown = Unknown(names_hosted=False)
    step = await adapter.start(hosted(MINE))
    for name in names:
        login = f"{name}@example.com"
        simulator.add_account(Account(f"acct_{name}", username=name, login=login, connected=False))
        await sign_in(await adapter.start(hosted(OTHER)), name)
    clock.now += 10
    seen = await adapter.check(getattr(step, "resume", ""))
    if outcome is Done:
        assert seen == Done(simulator.id_of("acct_one"), "one", certain=False)
    else:
        assert isinstance(seen, Unclear)
        assert {account.label for account in seen.accounts} == {"one", "two"}


async def sign_in(step: Step, name: str) -> None:
    """Use the hosted page in a browser."""
    assert isinstance(step, LinkNeeded)
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as browser:
        fields = {"email": f"{name}@example.com", "password": PASSWORD}
        assert (await browser.post(step.url or "", data=fields)).is_success


async def test_an_account_is_disconnected_and_the_key_is_tried_without_effect(
    adapter: OnlyFansApi, simulator: Simulator
) -> None:
    assert await adapter.preflight() is None
    assert {request.method for request in simulator.requests} == {"GET"}
    assert await adapter.disconnect("acct_sms") is None
    assert "acct_sms" not in simulator.accounts
    assert await adapter.disconnect("acct_sms") is None
    simulator.key = "another"
    assert await adapter.preflight() == Failed(Reason.KEY_REFUSED)
