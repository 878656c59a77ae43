"""Names that look alike: which do, which do not, and that no two of them stand in one team."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.people import managers
from bot.people.accounts import propose
from bot.people.lookalikes import look_alike, mixed_word, visible
from bot.people.names import checked_name
from bot.people.problems import Problem
from tests.bot.people.conftest import SOMEBODY
from tests.bot.people.steps import LISTED, agreed, enrolled, invited, opened, refused

if TYPE_CHECKING:
    from bot.people.who import Desk
    from storage import Manager, Person, Team
    from tests.bot.people.conftest import Agency

CYRILLIC_MIA = "\u041c\u0456\u0430"
"""All of it in the Cyrillic alphabet."""
STELLA_WITH_CYRILLIC_E = "St\u0435lla"

ALIKE = [
    ("Mia", CYRILLIC_MIA),
    ("Mia", CYRILLIC_MIA.upper()),
    ("Mia", "M\u0456a"),
    ("Mia", "Mi\u200ba"),
    ("Mia", "\u2066Mia\u2069"),
    ("Mia", "Mia\u3164"),
    ("Mia", "\uff2d\uff49\uff41"),
    ("Mia", "\U0001d40c\U0001d422\U0001d41a"),
    ("Mia", "rnia"),
    ("Mia", "mia"),
    ("Stella", STELLA_WITH_CYRILLIC_E),
    ("Stella", "SteIIa"),
    ("Stella", "Stel1a"),
    ("paypal", "paypa1"),
    ("Paypal", "PAYPA1"),
    ("Olga", "0lga"),
    ("Mia 1", "Mia l"),
    ("O'Neil", "O\u2019Neil"),
    ("Zo\u00eb", "Zoe\u0308"),
    ("Стелла", "\u0421\u0442\u0435\u043b\u043b\u0061"),
]
APART = [
    ("Mia", "Mina"),
    ("Mia", "Mia 2"),
    ("Mia", "Мия"),
    ("Zoë", "Zoe"),
    ("Stella", "Bella"),
    ("Anna", "Анна"),
    ("Max", "Mex"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_a_reader_may_confuse_look_alike(one: str, other: str) -> None:
    assert look_alike(one, other)
    assert look_alike(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_a_reader_tells_apart_do_not_look_alike(one: str, other: str) -> None:
    assert not look_alike(one, other)


@pytest.mark.parametrize(
    "name", ["Anna-Мария", "Mia Мия", "Оксана", "Zoë", "Ελένη", "美咲 Misaki", "S2", "さくらんぼ"]
)
def test_a_name_may_have_words_of_several_alphabets(name: str) -> None:
    assert mixed_word(name) is None
    assert checked_name(name) == name


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("M\u0456a", "M\u0456a"),
        (f"Anna {STELLA_WITH_CYRILLIC_E}", STELLA_WITH_CYRILLIC_E),
        ("\u0391nna", "\u0391nna"),
    ],
)
def test_a_word_of_two_alphabets_that_look_alike_is_refused_and_named(name: str, word: str) -> None:
    with refused(Problem.NAME_MIXED) as refusal:
        checked_name(name)
    assert refusal.value.facts == {"word": word}


@pytest.mark.parametrize(
    "name", ["Ste\u034flla", "Stella\u3164", "\u115fStella", "Stella\ufe0f", "Stella\u180b"]
)
def test_a_letter_or_mark_that_shows_nothing_is_refused(name: str) -> None:
    with refused(Problem.NAME_CHARACTERS):
        checked_name(name)


def test_nothing_is_left_of_a_name_that_shows_nothing() -> None:
    assert visible("\u3164 \u2800\u200b\u202e") == ""


@pytest.mark.parametrize("name", ["Stella", STELLA_WITH_CYRILLIC_E, "SteIla"])
async def test_a_creators_name_cannot_look_like_another_creators(
    agency: Agency, desk: Desk, stella: Person, name: str
) -> None:
    await enrolled(agency, desk, stella)
    with refused(Problem.NAME_TAKEN if name != STELLA_WITH_CYRILLIC_E else Problem.NAME_MIXED):
        await invited(agency, desk, name)


@pytest.mark.parametrize("name", ["Mia", CYRILLIC_MIA, "rnia"])
async def test_a_creator_cannot_pass_for_a_manager(agency: Agency, desk: Desk, name: str) -> None:
    with refused(Problem.NAME_TAKEN) as refusal:
        await invited(agency, desk, name)
    assert refusal.value.facts == {"name": desk.manager.name}


async def test_of_two_invitations_for_names_that_look_alike_the_first_to_agree_has_it(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    somebody = await agency.person(SOMEBODY, "Somebody")
    late = await opened(agency, (await invited(agency, desk, "SteIla")).token, somebody)
    await enrolled(agency, desk, stella)
    with refused(Problem.NAME_GIVEN_AWAY):
        await agreed(agency, late, somebody)


async def candidate(agency: Agency, team: Team, first_name: str) -> Manager:
    person = await agency.person(SOMEBODY, first_name)
    async with agency.work() as work:
        return await managers.apply(work, team, person)


@pytest.mark.parametrize("name", ["Mia", CYRILLIC_MIA, "rnia", "\uff2d\uff49\uff41"])
async def test_a_manager_who_looks_like_another_gets_a_number(agency: Agency, desk: Desk, name: str) -> None:
    assert (await candidate(agency, desk.team, name)).name == f"{name} 2"


@pytest.mark.parametrize("answered", [False, True])
async def test_a_manager_who_looks_like_a_creator_or_an_invited_one_gets_a_number(
    agency: Agency, desk: Desk, stella: Person, *, answered: bool
) -> None:
    if answered:
        await enrolled(agency, desk, stella)
    else:
        await invited(agency, desk)
    applied = await candidate(agency, desk.team, STELLA_WITH_CYRILLIC_E)
    assert applied.name == f"{STELLA_WITH_CYRILLIC_E} 2"


async def test_names_of_different_teams_may_look_alike(agency: Agency, desk: Desk) -> None:
    other = await agency.team(-1_000_000_000_002, "Sunlight Agency")
    assert (await candidate(agency, other, desk.manager.name)).name == desk.manager.name


async def test_a_manager_is_named_without_what_is_invisible(agency: Agency, desk: Desk) -> None:
    assert (await candidate(agency, desk.team, "M\u202eax\u200b ")).name == "Max"


async def test_who_has_a_name_that_shows_nothing_does_not_become_a_manager(
    agency: Agency, desk: Desk
) -> None:
    with refused(Problem.NAME_INVISIBLE):
        await candidate(agency, desk.team, "\u3164")


@pytest.mark.parametrize("label", ["@stella", "@ste11a", "@St\u0435lla"])
async def test_an_account_named_like_another_creators_is_not_proposed(
    agency: Agency, desk: Desk, stella: Person, label: str
) -> None:
    hers = await enrolled(agency, desk, stella)
    bellas = await enrolled(agency, desk, await agency.person(SOMEBODY, "Bella"), "Bella")
    async with agency.work() as work:
        await propose(work, hers, LISTED)
        with refused(Problem.ACCOUNT_ALIKE) as refusal:
            await propose(work, bellas, replace(LISTED, external_id="acct_2", label=label))
    assert refusal.value.facts == {"account": LISTED.label}


async def test_accounts_of_one_creator_or_of_two_platforms_may_have_one_name(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    hers = await enrolled(agency, desk, stella)
    bellas = await enrolled(agency, desk, await agency.person(SOMEBODY, "Bella"), "Bella")
    async with agency.work() as work:
        await propose(work, hers, LISTED)
        await propose(work, hers, replace(LISTED, external_id="acct_2"))
        await propose(work, bellas, replace(LISTED, external_id="acct_3", platform="fansly"))
        await propose(work, bellas, replace(LISTED, external_id="acct_4", label=None))
