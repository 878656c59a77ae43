"""/stepup: only where the owner and she allow it, for a purpose that is named, and never behind her back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.limits import DAY
from storage.models import Action, Purpose, State
from tests.bot.handlers.office import Office, Said, SteppingUp, labels, manifest, texts
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Attempt


@pytest.fixture
def stepping(office: Office) -> Office:
    """Have Stella's account at a vendor that knows step-ups."""
    office.vendors = {"onlyfanskit": SteppingUp(manifest("onlyfanskit", label="OnlyFansKit"))}
    return office


async def allow(office: Office, *, owner: bool = True, creator: bool = True) -> None:
    async with office.heart.work() as work:
        await work.unit.teams.set_step_up(office.heart.cast.team.id, work.now if owner else None)
        await work.unit.enrolments.set_step_up(office.heart.cast.enrolment.id, work.now if creator else None)


async def asked(office: Office) -> list[Attempt]:
    async with office.heart.store.read() as unit:
        return await unit.attempts.asked_of_creator(office.heart.cast.stella.id)


async def commands(office: Office) -> str:
    """Have Mia ask for a step-up; give what the group sees."""
    return texts(await office.says(office.mia, "/stepup Stella", where=office.group), office.group)


async def test_it_is_off_until_the_owner_turns_it_on(stepping: Office) -> None:
    await allow(stepping, owner=False)
    assert "off for this team" in await commands(stepping)
    assert await asked(stepping) == []


async def test_she_is_asked_for_her_leave_once_and_the_manager_is_told(stepping: Office) -> None:
    await allow(stepping, creator=False)
    said = await stepping.says(stepping.mia, "/stepup Stella", where=stepping.group)
    assert "payouts" in texts(said, stepping.stella)
    assert labels(said, stepping.stella) == ["I allow being asked", "No"]
    assert "I've asked her in private" in texts(said, stepping.group)
    again = await stepping.says(stepping.mia, "/stepup Stella", where=stepping.group)
    assert texts(again, stepping.stella) == ""
    assert "not asked again" in texts(again, stepping.group)


async def test_she_allows_it_and_everybody_whom_it_concerns_is_told(stepping: Office) -> None:
    await allow(stepping, creator=False)
    await commands(stepping)
    said = await stepping.presses(stepping.stella, "I allow being asked")
    assert "allows being asked" in texts(said, stepping.group)
    assert "allows being asked" in texts(said, 7)
    assert "creator_step_up_on" in await stepping.audited()
    assert "What is the code of Stella for?" in await commands(stepping)


async def test_the_wish_of_a_manager_who_was_removed_since_is_void(stepping: Office) -> None:
    await allow(stepping, creator=False)
    await commands(stepping)
    await stepping.removes_mia()
    assert await stepping.presses(stepping.stella, "I allow being asked") == []
    assert stepping.toasts() == ["This button does nothing any more."]
    assert len(stepping.deleted) == 1
    assert "creator_step_up_on" not in await stepping.audited()


async def test_while_the_question_of_one_manager_stands_no_other_puts_it_again(stepping: Office) -> None:
    await allow(stepping, creator=False)
    await commands(stepping)
    bob = await stepping.enlists("Bob")
    said = await stepping.says(bob, "/stepup Stella", where=stepping.group)
    assert texts(said, stepping.stella) == ""
    assert "not asked again" in texts(said, stepping.group)


async def test_the_next_manager_has_her_asked_once_the_one_who_did_was_removed(stepping: Office) -> None:
    await allow(stepping, creator=False)
    await commands(stepping)
    await stepping.removes_mia()
    bob = await stepping.enlists("Bob")
    said = await stepping.says(bob, "/stepup Stella", where=stepping.group)
    assert "Bob" in texts(said, stepping.stella)
    await stepping.presses(stepping.stella, "I allow being asked")
    assert "creator_step_up_on" in await stepping.audited()


async def test_a_question_stands_longer_than_its_message_is_remembered(stepping: Office) -> None:
    await allow(stepping, creator=False)
    await commands(stepping)
    stepping.heart.clock.later(3 * DAY)
    async with stepping.heart.work() as work:
        for entry in await work.unit.outbox.due(work.now, 99):
            await work.unit.outbox.done(entry.id, work.now, 1)
        await work.unit.outbox.forget(work.now + 1)
    assert "not asked again" in await commands(stepping)


async def test_nobody_allows_it_for_her(stepping: Office) -> None:
    await allow(stepping, creator=False)
    await commands(stepping)
    assert await stepping.presses(stepping.mia, "I allow being asked") == []
    assert stepping.toasts() == ["This button is not for you."]
    assert "creator_step_up_on" not in await stepping.audited()


async def test_with_both_words_she_is_asked_first_and_the_owner_is_told(stepping: Office) -> None:
    await allow(stepping)
    await commands(stepping)
    await stepping.presses(stepping.mia, "A payout")
    (attempt,) = await asked(stepping)
    assert (attempt.purpose, attempt.action) == (Purpose.STEP_UP, Action.PAYOUT)
    assert (attempt.state, attempt.asked_first) == (State.ASKED, True)
    assert stepping.heart.notices.said == [("step_up_asked", attempt.id)]


async def test_a_third_in_a_day_is_refused(stepping: Office) -> None:
    await allow(stepping)
    for _ in range(2):
        async with stepping.heart.work() as work:
            over = builders.attempt(
                stepping.heart.cast, purpose=Purpose.STEP_UP, state=State.DECLINED, due_at=None
            )
            await work.unit.attempts.add(replace(over, created_at=work.now))
    assert "as a day allows" in await commands(stepping)
    altered = Said(stepping.group, "", {"X": f"stepup:{stepping.heart.cast.account.id}:bank_details"})
    said = await stepping.presses(stepping.mia, "X", under=altered)
    assert "as a day allows" in texts(said, stepping.group)
    assert await asked(stepping) == []


async def test_nothing_is_chosen_while_she_is_being_asked_already(stepping: Office) -> None:
    await allow(stepping)
    await commands(stepping)
    await stepping.presses(stepping.mia, "A payout")
    assert await commands(stepping) == "Stella is being asked already; see the card above."


async def test_nothing_is_chosen_for_a_creator_who_has_stopped_everything(stepping: Office) -> None:
    await allow(stepping)
    async with stepping.heart.work() as work:
        await work.unit.people.set_blocked(stepping.heart.cast.stella.id, work.now)
    assert await commands(stepping) == "Stopped by Stella. Only she can allow logins again."


@pytest.mark.parametrize("gate", ["blocked_at", "frozen_at", "paused_until"])
async def test_who_is_to_be_left_alone_is_not_asked_for_her_leave_either(stepping: Office, gate: str) -> None:
    await allow(stepping, creator=False)
    at = stepping.heart.clock() + (DAY if gate == "paused_until" else 0)
    async with stepping.heart.work() as work:
        await work.unit.people.note(stepping.heart.cast.stella.id, **{gate: at})
    said = await stepping.says(stepping.mia, "/stepup Stella", where=stepping.group)
    assert texts(said, stepping.stella) == ""
    assert "step_up_leave_asked" not in await stepping.audited()


async def test_nothing_is_chosen_for_a_creator_who_cannot_be_reached(stepping: Office) -> None:
    await allow(stepping)
    async with stepping.heart.work() as work:
        await work.unit.people.set_reachable(stepping.heart.cast.stella.id, reachable=False)
    assert "I cannot reach Stella" in await commands(stepping)


async def test_an_account_whose_vendor_knows_none_is_not_offered(office: Office) -> None:
    await allow(office)
    assert "knows step-up codes" in await commands(office)


async def test_an_altered_action_is_refused(stepping: Office) -> None:
    await allow(stepping)
    account = stepping.heart.cast.account.id
    altered = Said(stepping.group, "", {"X": f"stepup:{account}:everything"})
    await stepping.presses(stepping.mia, "X", under=altered)
    assert stepping.toasts() == ["This button does nothing any more."]
    assert await asked(stepping) == []


async def test_a_button_from_before_she_took_her_leave_back_asks_nothing(stepping: Office) -> None:
    await allow(stepping)
    await commands(stepping)
    await allow(stepping, creator=False)
    await stepping.presses(stepping.mia, "A payout")
    assert await asked(stepping) == []


async def test_somebody_who_is_no_manager_asks_for_nothing(stepping: Office) -> None:
    await allow(stepping)
    await commands(stepping)
    await stepping.presses(stepping.stella, "A payout")
    assert "not listed as a manager" in stepping.toasts()[0]
    assert await asked(stepping) == []
