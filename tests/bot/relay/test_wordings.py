"""What nobody may pass on is known by its wording, and a platform's code is not mistaken for it."""

from __future__ import annotations

import csv
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.relay.answers import Typed
from bot.relay.codes import find_code, is_telegrams_own, names_a_password
from bot.relay.reactions import Reaction
from providers.secret import Secret
from providers.steps import Done
from storage.models import State
from tests.bot.relay.attempts import NOW, SMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bot.relay.heart import Heart

CORPORA = Path(__file__).parents[2] / "corpora"
TEN = 10
SECONDS = 0.2


def rows(name: str) -> list[list[str]]:
    """Give the rows of a corpus, its text last and with real ends of lines."""
    lines = (CORPORA / name).read_text(encoding="utf-8").splitlines()
    read = csv.reader(
        (line for line in lines if not line.startswith("#")), "excel-tab", quoting=csv.QUOTE_NONE
    )
    return [[*facts, text.replace("\\n", "\n")] for *facts, text in read]


def full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def between_marks_of_direction(text: str) -> str:
    return "\u2067" + text.replace("1", "\u200e1").replace("e", "e\u200b") + "\u2069"


def in_groups(text: str) -> str:
    return text.replace("12345", "12 345").replace("۱۲۳۴۵", "۱۲ ۳۴۵")


def with_dashes(text: str) -> str:
    return text.replace("12345", "1-2-3-4-5")


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def below_a_greeting(text: str) -> str:
    return f"hey, this one?\n\n{text}"


VARIANTS: tuple[Callable[[str], str], ...] = (
    str,
    str.strip,
    in_groups,
    with_dashes,
    decomposed,
    below_a_greeting,
    between_marks_of_direction,
)
WITHOUT_CASE: tuple[Callable[[str], str], ...] = (str.upper, str.lower, full_width)
"""What only a text whose code has no letters stands."""

TELEGRAMS = rows("telegram_codes.txt")
PLATFORMS = rows("platform_codes.txt")
PASSWORDS = rows("passwords.txt")


def forms(kind: str) -> tuple[Callable[[str], str], ...]:
    return VARIANTS if kind == "web" else (*VARIANTS, *WITHOUT_CASE)


@pytest.mark.parametrize("corpus", [TELEGRAMS, PLATFORMS, PASSWORDS])
def test_a_corpus_speaks_ten_languages_at_least(corpus: list[list[str]]) -> None:
    assert len({language for language, *_ in corpus}) >= TEN


@pytest.mark.parametrize(("language", "kind", "text"), TELEGRAMS)
def test_telegrams_own_code_is_known_however_it_was_copied(language: str, kind: str, text: str) -> None:
    unknown = [form.__name__ for form in forms(kind) if not is_telegrams_own(Secret(form(text)))]
    assert unknown == [], language


@pytest.mark.parametrize(("language", "text"), PLATFORMS)
def test_a_platforms_code_is_taken(language: str, text: str) -> None:
    for form in (str, decomposed, below_a_greeting, str.upper):
        typed = Secret(form(text))
        assert not is_telegrams_own(typed), (language, form.__name__)
        assert not names_a_password(typed), (language, form.__name__)
        found = find_code(typed, (6,))
        assert isinstance(found, Secret), (language, form.__name__)
        assert found.reveal() == "123456"


@pytest.mark.parametrize(("language", "text"), PASSWORDS)
def test_a_password_is_known_by_its_name_in_every_language(language: str, text: str) -> None:
    for form in (str, str.upper, decomposed, full_width, below_a_greeting):
        assert names_a_password(Secret(form(text))), (language, form.__name__)


@pytest.mark.parametrize(
    "text",
    ["Telegram is down", "Scrivimi una parola", "ok", "I am on another device", "log in with the code"],
)
def test_talk_is_neither(text: str) -> None:
    assert not is_telegrams_own(Secret(text))
    assert not names_a_password(Secret(text))


@pytest.mark.parametrize(
    "text", ["1 " * 2048, "\n" * 4096, "login code:" * 370, "a_" * 2048, "парол" * 800, "." * 4096]
)
def test_a_long_text_is_judged_in_no_time(text: str) -> None:
    began = time.process_time()
    is_telegrams_own(Secret(text))
    names_a_password(Secret(text))
    assert time.process_time() - began < SECONDS


async def test_no_code_of_telegrams_reaches_the_provider_and_each_is_explained(heart: Heart) -> None:
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS)
    heart.provider.answers("submit_code", Done(None))
    reactions = {await heart.types(Secret(text)) for _, _, text in TELEGRAMS}
    assert reactions == {Reaction.TELEGRAM_CODE}
    assert (await heart.row(attempt)).state is State.CODE_NEEDED
    assert heart.provider.codes == []


@pytest.mark.parametrize(
    "sent",
    [
        Typed(100, NOW, Secret(TELEGRAMS[0][-1]), is_forwarded=True),
        Typed(100, NOW, Secret(TELEGRAMS[0][-1]), is_photo=True),
        Typed(100, NOW, Secret("123456"), is_forwarded=True, is_telegrams=True),
        Typed(100, NOW, Secret("123456"), is_telegrams=True),
        Typed(100, NOW, None, is_photo=True, is_telegrams=True),
    ],
)
async def test_what_comes_from_telegram_is_explained_as_that_and_not_as_a_forward(
    heart: Heart, sent: Typed
) -> None:
    await heart.stored(State.CODE_NEEDED, ask=SMS)
    async with heart.work() as work:
        assert await heart.relay.typed(work, heart.cast.stella, sent) is Reaction.TELEGRAM_CODE
    assert heart.provider.codes == []


async def test_a_code_of_telegrams_is_refused_where_nothing_is_live_too(heart: Heart) -> None:
    assert await heart.types(Secret(TELEGRAMS[0][-1])) is Reaction.TELEGRAM_CODE
