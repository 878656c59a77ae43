"""A key and values become a sentence, in the best language there is, with everything from outside escaped."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup

from bot.locales import Texts, clock_time, relative_time
from bot.locales.catalogue import MissingTextError, fallbacks, read_catalogues
from tests.bot.locales.reading import LOCALES

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """
    msgid ""
    msgstr ""
    "Content-Type: text/plain; charset=UTF-8\\n"
    "Plural-Forms: nplurals={plurals}\\n"
    """
TWO = "2; plural=(n != 1);"
POLISH = "3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"


def write(folder: Path, name: str, body: str, plurals: str = TWO) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(dedent(HEADER.format(plurals=plurals)) + "\n" + dedent(body))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "en/cards.po", 'msgid "hello"\nmsgstr "Hello {name}"\n\nmsgid "bye"\nmsgstr "Bye"\n')
    write(
        tmp_path,
        "en/people.po",
        """
        msgid "tries"
        msgid_plural "tries"
        msgstr[0] "{count} try"
        msgstr[1] "{count} tries"
        """,
    )
    write(
        tmp_path,
        "pl/cards.po",
        """
        msgid "hello"
        msgstr "Cześć {name}"

        msgid "bye"
        msgstr ""

        msgid "tries"
        msgid_plural "tries"
        msgstr[0] "{count} próba"
        msgstr[1] "{count} próby"
        msgstr[2] "{count} prób"
        """,
        POLISH,
    )
    write(tmp_path, "pt-br/cards.po", 'msgid "bye"\nmsgstr "Tchau"\n')
    return tmp_path


def texts(folder: Path, language: str) -> Texts:
    catalogues = read_catalogues(folder)
    best = fallbacks(language, catalogues)[0]
    return Texts(best, catalogues[best])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("pl", "pl"),
        ("pl-PL", "pl"),
        ("PL_pl", "pl"),
        ("pt-BR", "pt-br"),
        ("pt", "en"),
        ("", "en"),
        ("../pl", "en"),
    ],
)
def test_a_language_tag_finds_its_nearest_catalogue(folder: Path, asked: str, found: str) -> None:
    assert texts(folder, asked).language == found


def test_without_a_language_it_is_english() -> None:
    assert Texts.of(None).language == "en"
    assert Texts.of("xx-YY").language == "en"


def test_a_text_that_a_language_lacks_or_leaves_empty_is_english(folder: Path) -> None:
    assert texts(folder, "pl")("bye") == "Bye"
    assert texts(folder, "pt-br")("hello", name="Mia") == "Hello Mia"


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 try"),
        ("en", 0, "0 tries"),
        ("pl", 1, "1 próba"),
        ("pl", 3, "3 próby"),
        ("pl", 5, "5 prób"),
    ],
)
def test_each_language_counts_in_its_own_way(folder: Path, language: str, count: int, text: str) -> None:
    assert texts(folder, language)("tries", count=count) == text


def test_a_language_without_a_plural_text_counts_in_english(folder: Path) -> None:
    assert texts(folder, "pt-br")("tries", count=2) == "2 tries"


def test_an_unknown_key_is_an_error(folder: Path) -> None:
    with pytest.raises(MissingTextError):
        texts(folder, "pl")("nothing")
    with pytest.raises(MissingTextError):
        texts(folder, "pl")("hello", count=2)


def test_a_value_that_is_not_given_is_an_error(folder: Path) -> None:
    with pytest.raises(KeyError):
        texts(folder, "pl")("hello")


def test_values_are_escaped_and_sentences_inside_sentences_are_not(folder: Path) -> None:
    english = texts(folder, "en")
    inner = english("hello", name="<b>&\"'</b>{name}")
    assert inner == "Hello &lt;b&gt;&amp;&#34;&#39;&lt;/b&gt;{name}"
    assert english("hello", name=inner) == f"Hello {inner}"


def test_plain_text_holds_values_as_they_are_and_times_as_their_fallback(folder: Path) -> None:
    english = texts(folder, "en")
    assert english.plain("hello", name="R&B <3") == "Hello R&B <3"
    assert english.plain("hello", name=clock_time(0)) == "Hello 00:00 UTC"
    assert english.plain("hello", name="x" * 10_000) == f"Hello {'x' * 31}…"


def test_numbers_stand_as_they_are(folder: Path) -> None:
    assert texts(folder, "en")("hello", name=7_000_000_001) == "Hello 7000000001"


def test_times_are_shown_by_the_client_with_a_fallback_in_utc() -> None:
    assert clock_time(1_800_000_000.9) == '<tg-time unix="1800000000" format="t">08:00 UTC</tg-time>'
    assert isinstance(clock_time(0), Markup)


@pytest.mark.parametrize(
    ("language", "at", "until"),
    [
        ("en", "at 08:00 UTC", "until 08:00 UTC"),
        ("de", "um 08:00 UTC", "bis 08:00 UTC"),
        ("hu", "ekkor: 08:00 UTC", "ekkor: 08:00 UTC"),
        ("sk", "o 08:00 UTC", "o 08:00 UTC"),
    ],
)
def test_a_relative_time_falls_back_to_words_of_its_language(language: str, at: str, until: str) -> None:
    texts, shown = Texts.of(language), '<tg-time unix="1800000000" format="r">{}</tg-time>'
    assert relative_time(texts, 1_800_000_000) == shown.format(at)
    assert relative_time(texts, 1_800_000_000, before="until") == shown.format(until)


def test_every_language_has_its_own_words_for_a_relative_time() -> None:
    english = Texts.of("en")("time.at", time="")
    others = {path.name for path in LOCALES.iterdir() if path.is_dir() and any(path.glob("*.po"))} - {"en"}
    assert others
    assert [one for one in sorted(others) if Texts.of(one)("time.at", time="") == english] == []
