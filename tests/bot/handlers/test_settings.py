"""/settings: the owner's switch for a team and her own, each taken back at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.models import Purpose, State
from tests.bot.handlers.office import SAM, Office, Said, labels, texts
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Attempt


async def a_step_up(office: Office) -> Attempt:
    """Have Stella be asked for one."""
    async with office.heart.work() as work:
        await work.unit.teams.set_step_up(office.heart.cast.team.id, work.now)
        await work.unit.enrolments.set_step_up(office.heart.cast.enrolment.id, work.now)
    return await office.heart.stored(State.ASKED, purpose=Purpose.STEP_UP, asked_first=True)


async def test_the_owner_turns_step_ups_on_for_a_team_and_its_group_hears_of_it(office: Office) -> None:
    shown = await office.says(SAM, "/settings")
    assert "step-up codes are <b>off</b>" in texts(shown, SAM)
    said = await office.presses(SAM, "Turn step-up codes on")
    assert "are <b>on</b>" in texts(said, SAM)
    assert "turned step-up codes on" in texts(said, office.group)
    assert (await office.audited())[-1] == "team_step_up_on"
    async with office.heart.store.read() as unit:
        team = await unit.teams.get(office.heart.cast.team.id)
    assert team is not None
    assert team.step_up_at == office.heart.clock()


async def test_nobody_else_turns_them_on(office: Office) -> None:
    await office.says(SAM, "/settings")
    await office.presses(office.mia, "Turn step-up codes on")
    assert office.toasts() == ["Only the owner of this bot can do that."]
    assert "team_step_up_on" not in await office.audited()


async def test_what_is_asked_ends_when_the_owner_turns_them_off(office: Office) -> None:
    attempt = await a_step_up(office)
    await office.says(SAM, "/settings")
    await office.presses(SAM, "Turn step-up codes off")
    assert (await office.heart.row(attempt)).state is State.CANCELLED


async def test_she_takes_her_leave_back_and_what_is_asked_ends(office: Office) -> None:
    attempt = await a_step_up(office)
    shown = await office.says(office.stella, "/settings")
    assert "Allow no step-up codes" in labels(shown, office.stella)
    said = await office.presses(office.stella, "Allow no step-up codes")
    assert "does not allow" in texts(said, office.group)
    assert (await office.heart.row(attempt)).state is State.DECLINED
    assert "creator_step_up_off" in await office.audited()


async def test_a_manager_has_nothing_to_set(office: Office) -> None:
    said = await office.says(office.mia, "/settings")
    assert texts(said, office.mia) == "There is nothing for you to set here."


@pytest.mark.parametrize("word", ["yes", "ON"])
async def test_an_altered_switch_does_nothing(office: Office, word: str) -> None:
    altered = Said(SAM, "", {"X": f"teamstepup:{office.heart.cast.team.id}:{word}"})
    await office.presses(SAM, "X", under=altered)
    assert office.toasts() == ["This button does nothing any more."]


async def test_an_owner_of_several_teams_chooses_one_or_names_it(office: Office) -> None:
    async with office.heart.work() as work:
        other = builders.team(title="Sunrise Agency")
        await work.unit.teams.add(other)
        await work.unit.teams.set_step_up(other.id, work.now)
    shown = await office.says(SAM, "/settings")
    assert labels(shown, SAM) == ["Moonlight Agency · step-up codes off", "Sunrise Agency · step-up codes on"]
    chosen = await office.presses(SAM, "Sunrise Agency · step-up codes on")
    assert labels(chosen, SAM) == ["Turn step-up codes off"]
    named = await office.says(SAM, "/settings moonlight agency")
    assert labels(named, SAM) == ["Turn step-up codes on"]


async def test_nobody_else_looks_at_a_teams_settings(office: Office) -> None:
    async with office.heart.work() as work:
        await work.unit.teams.add(builders.team(title="Sunrise Agency"))
    shown = await office.says(SAM, "/settings")
    assert await office.presses(office.mia, labels(shown, SAM)[0]) == []
    assert office.toasts() == ["Only the owner of this bot can do that."]
