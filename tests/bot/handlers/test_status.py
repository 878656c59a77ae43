"""/status and /creators: what is linked, and what is on its way to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.logins import Platform
from storage.models import Purpose, State, Way
from tests.bot.handlers.office import Office, texts


@pytest.fixture
async def bare(office: Office) -> Office:
    """Leave Stella without an account."""
    async with office.heart.work() as work:
        await work.unit.accounts.save(replace(office.heart.cast.account, removed_at=work.now))
    return office


async def connecting(office: Office, state: State) -> None:
    """Let Stella have been asked for a first connection."""
    await office.heart.stored(
        state,
        account_id=None,
        purpose=Purpose.CONNECT,
        way=Way.FORM,
        platform=Platform.FANSLY,
        asked_first=True,
    )


@pytest.mark.parametrize(
    ("state", "told"), [(State.ASKED, "asked, until"), (State.WORKING, "being signed in")]
)
async def test_a_first_connection_stands_in_both_lists(bare: Office, state: State, told: str) -> None:
    await connecting(bare, state)
    hers = texts(await bare.says(bare.stella, "/status"), bare.stella)
    assert f"⏳ Fansly account: {told}" in hers
    assert "No account of yours" not in hers
    teams = texts(await bare.says(bare.mia, "/status", where=bare.group), bare.group)
    assert f"⏳ Stella · Fansly: {told}" in teams
    assert "No account is linked yet" not in teams


async def test_a_first_connection_that_is_over_is_not_listed(bare: Office) -> None:
    await connecting(bare, State.EXPIRED)
    assert "No account of yours" in texts(await bare.says(bare.stella, "/status"), bare.stella)


async def test_it_stands_below_the_accounts_that_are_linked(office: Office) -> None:
    await connecting(office, State.ASKED)
    lines = texts(await office.says(office.mia, "/status", where=office.group), office.group).splitlines()
    assert [line.split(":")[0] for line in lines[1:]] == ["▫️ Stella · OnlyFans", "⏳ Stella · Fansly"]


async def test_a_creator_without_an_account_is_shown_with_both_ways_to_one(bare: Office) -> None:
    await connecting(bare, State.ASKED)
    said = await bare.says(bare.mia, "/creators", where=bare.group)
    assert "Stella · no account yet: /accounts Stella or /connect Stella" in texts(said, bare.group)


async def test_a_managers_welcome_names_what_a_team_begins_with(office: Office) -> None:
    welcome = texts(await office.says(office.mia, "/start"), office.mia)
    for command in ("/invite NAME", "/connect NAME", "/accounts NAME", "/login NAME"):
        assert command in welcome
