"""Who waits for whom: a prompt for nothing but its own chat, a new state for no wait of an older one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.cards.creator import SETTLES_WITHIN
from bot.notifier import notifier
from bot.notifier.pace import GROUP
from bot.relay import progress
from providers.steps import Channel, CodeNeeded, Done, Working
from storage.models import Attempt, CallKind, State
from tests.bot.notifier.scripted import Refusal
from tests.bot.relay.attempts import ACCOUNT, NOW, SMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from providers.steps import Step
    from tests.bot.notifier.conftest import Scene

MANY = 600
PLACES = 10
LONG = 30
WRONG = CodeNeeded(resume="r3", challenge="sms-2", channel=Channel.SMS, rejected=True)


def halted(scene: Scene) -> None:
    scene.queue.halt(scene.group, LONG)


def refused(scene: Scene) -> None:
    scene.telegram.fails(scene.group, Refusal(429, "Too Many Requests: retry after 30", LONG))


def at_its_limit(scene: Scene) -> None:
    scene.queue.pace.scale = 1.0
    for _ in range(GROUP.count):
        scene.queue.pace.note(scene.group)


async def prompted(scene: Scene) -> Attempt:
    """Have her see the prompt of an open challenge, and her group its card."""
    attempt = await scene.heart.stored(State.CODE_NEEDED, ask=SMS)
    await scene.show_all()
    assert len(scene.telegram.sent_to(scene.her_chat)) == 1
    return attempt


async def passed_on(scene: Scene) -> Attempt:
    """Have her answer: that it is passed on is worth showing only if it lasts."""
    attempt = await prompted(scene)
    after = progress.claim(await scene.heart.row(attempt), CallKind.CODE, NOW)
    submitting = await scene.becomes(attempt, **changed(after))
    await scene.show_all()
    assert scene.telegram.edited_in(scene.her_chat) == []
    return submitting


def changed(after: Attempt) -> dict[str, object]:
    """Give what a transition sets."""
    names = (
        "state",
        "state_since",
        "call",
        "ask",
        "resume",
        "challenge",
        "submitted_at",
        "answer_by",
        "due_at",
    )
    return {name: getattr(after, name) for name in names}


async def answered_with(scene: Scene, submitting: Attempt, step: Step) -> None:
    after = progress.advance(submitting, step, NOW + 1, ACCOUNT, fresh=True)
    assert after is not None
    await scene.becomes(submitting, **changed(after))


@pytest.mark.parametrize("silenced", [halted, refused, at_its_limit])
async def test_her_prompt_does_not_wait_for_the_group(
    scene: Scene, silenced: Callable[[Scene], None]
) -> None:
    silenced(scene)
    attempt = await scene.heart.stored(State.STARTING)
    async with scene.running():
        asked = progress.advance(attempt, SMS, NOW, ACCOUNT, fresh=True)
        assert asked is not None
        await scene.becomes(attempt, **changed(asked))
        await scene.telegram.until(lambda: bool(scene.telegram.sent_to(scene.her_chat)))
    assert scene.telegram.sent_to(scene.group) == []


async def test_many_messages_that_wait_for_a_group_do_not_hold_up_her_prompt(scene: Scene) -> None:
    await scene.posted(scene.group, number=MANY)
    scene.queue.halt(scene.group, LONG)
    async with scene.running():
        await scene.heart.stored(State.CODE_NEEDED, ask=SMS)
        scene.notifier.wake()
        await scene.telegram.until(lambda: bool(scene.telegram.sent_to(scene.her_chat)))
    assert scene.telegram.sent_to(scene.group) == []


async def test_many_messages_that_wait_for_a_group_do_not_hold_up_what_is_said_to_her(scene: Scene) -> None:
    await scene.posted(scene.group, number=MANY)
    scene.queue.halt(scene.group, LONG)
    async with scene.running():
        await scene.posted(scene.her_chat, "A reminder")
        scene.notifier.wake()
        await scene.telegram.until(lambda: scene.telegram.sent_to(scene.her_chat) == ["A reminder"])


async def test_more_cards_than_there_are_places_do_not_hold_up_her_prompt(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifier, "AT_ONCE", PLACES)
    one = await scene.heart.stored(State.FAILED, resume=None, ending="login_failed")
    async with scene.heart.store.write() as unit:
        for number in range(3 * PLACES):
            await unit.attempts.add(replace(one, id=f"attempt-{number}", state_since=NOW + number))
    scene.queue.halt(scene.group, LONG)
    async with scene.running():
        await scene.heart.stored(State.CODE_NEEDED, ask=SMS)
        scene.notifier.wake()
        await scene.telegram.until(lambda: bool(scene.telegram.sent_to(scene.her_chat)))
    assert scene.telegram.sent_to(scene.group) == []


async def test_the_prompt_for_a_rejected_code_does_not_wait_for_what_was_worth_waiting_before(
    scene: Scene,
) -> None:
    await answered_with(scene, await passed_on(scene), WRONG)
    await scene.show_all()
    assert len(scene.telegram.sent_to(scene.her_chat)) == 2


async def test_the_receipt_does_not_wait_for_what_was_worth_waiting_before(scene: Scene) -> None:
    await answered_with(scene, await passed_on(scene), Done(None))
    await scene.show_all()
    assert len(scene.telegram.edited_in(scene.her_chat)) == 1
    assert len(scene.telegram.sent_to(scene.her_chat)) == 1


async def test_that_her_code_is_passed_on_is_shown_if_it_lasts(scene: Scene) -> None:
    await passed_on(scene)
    scene.heart.clock.later(SETTLES_WITHIN)
    await scene.show_all()
    assert len(scene.telegram.edited_in(scene.her_chat)) == 1


async def test_a_challenge_that_comes_back_rings_her_once(scene: Scene) -> None:
    attempt = await prompted(scene)
    for step in (Working("r4"), SMS):
        after = progress.advance(attempt, step, scene.heart.clock(), ACCOUNT, fresh=False)
        assert after is not None
        attempt = await scene.becomes(attempt, **changed(after))
        scene.heart.clock.later(10)
        await scene.show_all()
    assert len(scene.telegram.sent_to(scene.her_chat)) == 1


async def test_what_both_chats_show_is_looked_at_no_more(scene: Scene) -> None:
    attempt = await prompted(scene)
    async with scene.heart.store.read() as unit:
        assert await unit.attempts.untold(9) == []
    assert (await scene.heart.row(attempt)).told == attempt.version


async def test_after_a_restart_nothing_is_shown_twice(scene: Scene) -> None:
    await prompted(scene)
    calls = len(scene.telegram.done)
    restarted = scene.another()
    async with scene.running(restarted):
        await scene.posted(scene.her_chat, "Something else")
        restarted.wake()
        await scene.telegram.until(lambda: len(scene.telegram.done) > calls)
    assert scene.telegram.sent_to(scene.her_chat)[1:] == ["Something else"]


async def test_two_notifiers_prompt_her_once(scene: Scene) -> None:
    await scene.heart.stored(State.CODE_NEEDED, ask=SMS)
    other = scene.another()
    async with scene.running(scene.notifier, other):
        await scene.telegram.until(
            lambda: bool(scene.telegram.sent_to(scene.her_chat) and scene.telegram.sent_to(scene.group))
        )
        await scene.show_all()
        await other.stop(5)
    assert len(scene.telegram.sent_to(scene.her_chat)) == 1
    assert len(scene.telegram.sent_to(scene.group)) == 1
