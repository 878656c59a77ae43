"""Every prompt, in every language and for every purpose, holds the seven facts, and where it comes from.

Each fact is looked for by its value: a name has to be there whole, and what is said in words has to be said
in others once it is another.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from bot.cards.attempt import creator_faces
from bot.locales import Texts
from providers.logins import Platform
from providers.steps import LinkKind, Reason
from storage.models import Action, AttemptView, Purpose, State, Way, Why
from tests.bot.cards.scenes import HINT, NOW, code, link, only, seen, view
from tests.bot.cards.test_prompts import ASKED, PROMPTS, URL
from tests.bot.locales.reading import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = sorted(path.name for path in LOCALES.iterdir() if any(path.glob("*.po")))
PROVIDER = "OnlyFansKit"
BOT = "codebell_of_moonlight_bot"
PAGE = "codebell.moonlight.example"
UNTIL = NOW + 777
NEW: dict[str, Any] = {"account_id": None}
STEP_UP: dict[str, Any] = {"purpose": Purpose.STEP_UP, "action": Action.PAYOUT}
PURPOSES: list[dict[str, Any]] = [
    {"purpose": Purpose.RECONNECT},
    *({"purpose": Purpose.CONNECT, "way": way} for way in Way),
    *({"purpose": Purpose.CONNECT, "way": way, **NEW} for way in Way),
    STEP_UP,
]
NO_PASSWORD: dict[str, Any] = {"state": State.FAILED, "ending": Reason.NO_STORED_CREDENTIALS}
"""What asks her for a password, though its attempt is over and nothing has to be done by a time."""


def shown(texts: Texts, of: AttemptView) -> str:
    face = only(creator_faces(of, texts, PROVIDER, NOW, PAGE, bot=BOT))
    return face.message.text


def prompts(starters: tuple[str | None, ...] = ("mia", None)) -> Iterator[AttemptView]:
    """Give a view for everything that asks her; she herself never begins a step-up."""
    for fields, what, starter in product(PROMPTS, PURPOSES, starters):
        if starter is not None or what["purpose"] is not Purpose.STEP_UP:
            why = Why.NOT_GIVEN if starter else Why.OWN_WISH
            yield view(**fields | what, manager_id=starter, why=why, answer_by=UNTIL)


def differs(texts: Texts, of: AttemptView, **other: Any) -> bool:  # noqa: ANN401 - the fields of an attempt
    """Tell whether she reads something else where a fact is another."""
    return shown(texts, replace(of, attempt=replace(of.attempt, **other))) != shown(texts, of)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_names_who_which_account_where_until_when_and_whose_bot_it_is(language: str) -> None:
    texts = Texts.of(language)
    for of in prompts():
        text = shown(texts, of)
        facts = ["Moonlight Agency", "OnlyFans", PROVIDER, f'unix="{int(UNTIL)}"']
        facts += ["Mia"] if of.manager else []
        facts += ["@stella"] if of.account else []
        facts.append(f"@{BOT}")
        assert [fact for fact in facts if fact not in text] == [], (of.attempt, text)
        assert text.count(PAGE) == 1, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lock_screen_names_who_asks_for_what(language: str) -> None:
    texts = Texts.of(language)
    for of in prompts(("mia",)):
        first = seen(only(creator_faces(of, texts, PROVIDER, NOW)).message).split("\n")[0]
        if not first.startswith(("❌", "🔁")):
            assert all(fact in first for fact in ("Moonlight Agency", "Mia", "OnlyFans")), first


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_without_a_name_is_still_said_to_be_hers(language: str) -> None:
    texts = Texts.of(language)
    for of in prompts(("mia",)):
        if of.account is not None:
            unnamed = replace(of, account=replace(of.account, label=None))
            assert texts("account.unnamed") in shown(texts, unnamed)
            assert "acct_" not in shown(texts, unnamed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_says_which_platform_and_why_by_what_it_is(language: str) -> None:
    texts = Texts.of(language)
    for of in prompts(("mia",)):
        assert differs(texts, of, platform=Platform.FANSLY), of.attempt
        if of.attempt.purpose is Purpose.STEP_UP:
            said = [shown(texts, replace(of, attempt=replace(of.attempt, action=each))) for each in Action]
            assert len(set(said)) == len(Action), of.attempt
        else:
            assert differs(texts, of, why=Why.SESSION_EXPIRED), of.attempt


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fields", [code(hint=HINT), link(LinkKind.SELFIE, url=URL), ASKED])
def test_what_her_answer_does_is_another_sentence_for_each_purpose(
    fields: dict[str, Any], language: str
) -> None:
    texts = Texts.of(language)
    each: list[dict[str, Any]] = [
        {"purpose": Purpose.RECONNECT},
        {"purpose": Purpose.CONNECT, **NEW},
        STEP_UP,
    ]
    lines = [frozenset(shown(texts, view(**fields | what)).split("\n")) for what in each]
    asked = [lines[at] - lines[other] for at, other in ((0, 1), (0, 2), (1, 2))]
    assert all(any(PROVIDER in line for line in said) for said in asked), asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_asks_for_a_password_names_them_too(language: str) -> None:
    text = shown(Texts.of(language), view(**NO_PASSWORD))
    for fact in ("Moonlight Agency", "Mia", "OnlyFans", "@stella", PROVIDER, f"@{BOT}", PAGE):
        assert fact in text
