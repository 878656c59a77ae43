"""The catalogues and the code agree, and the texts are as short as people need them."""

from __future__ import annotations

import re

import pytest

from tests.bot.locales.reading import LOCALES, asked_for, catalogue, forms_of, messages, placeholders

LANGUAGES = sorted(path.name for path in LOCALES.iterdir() if path.is_dir() and any(path.glob("*.po")))
ENGLISH = messages("en")
PLAIN_FAMILIES = ("button.", "reaction.", "toast.")
TAGS = r"</?(?:b|i|code|pre|blockquote)>|<a href=\"[^\"]+\">|</a>"
LONGEST_TEXT = 1_000
LONGEST_SENTENCE = 220
LONGEST_TOAST = 200
LONGEST_BUTTON = 40
LONGEST_NAME_IN_PLAIN = 32


def plain_keys() -> set[str]:
    patterns = [use.pattern for use in asked_for().uses if use.renderer in {"plain", "Offer"}]
    asked = {key for key in ENGLISH if any(pattern.fullmatch(key) for pattern in patterns)}
    return asked | {key for key in ENGLISH if key.startswith(PLAIN_FAMILIES)}


def longest(template: str) -> int:
    return len(re.sub(r"\{\w+\}", "x" * LONGEST_NAME_IN_PLAIN, template))


def test_every_text_that_the_code_asks_for_exists() -> None:
    unknown = [
        f"{use.where} {use.pattern.pattern}"
        for use in asked_for().uses
        if not any(use.pattern.fullmatch(key) for key in ENGLISH)
    ]
    assert unknown == []


def test_what_is_said_by_starter_has_both_forms() -> None:
    by_starter = [use for use in asked_for().uses if use.renderer == "by_starter"]
    matching = [key for key in ENGLISH for use in by_starter if use.pattern.fullmatch(key)]
    assert matching
    assert [key for key in matching if not key.endswith(".own") and f"{key}.own" not in ENGLISH] == []


def test_every_text_is_used() -> None:
    asked = asked_for()
    assert [key for key in ENGLISH if not asked.has_use_for(key)] == []


def test_each_text_is_given_the_values_that_it_names() -> None:
    wrong = []
    for use in asked_for().uses:
        if use.literal is None or use.literal not in ENGLISH or not use.all_values_named:
            continue
        named = frozenset[str]().union(*(placeholders(form) for form in forms_of(ENGLISH[use.literal])))
        if named - use.values:
            wrong.append(f"{use.where} {use.literal} needs {sorted(named - use.values)}")
    assert wrong == []


def test_no_value_is_given_in_vain() -> None:
    wrong = []
    for use in asked_for().uses:
        if use.literal is None or use.literal not in ENGLISH or use.may_be_given_more:
            continue
        named = frozenset[str]().union(*(placeholders(form) for form in forms_of(ENGLISH[use.literal])))
        if use.values - named:
            wrong.append(f"{use.where} {use.literal} does not name {sorted(use.values - named)}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_no_text_that_english_lacks(language: str) -> None:
    assert set(messages(language)) - set(ENGLISH) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_name_the_same_values(language: str) -> None:
    for key, message in messages(language).items():
        named = frozenset[str]().union(*(placeholders(form) for form in forms_of(ENGLISH[key])))
        for form in filter(None, forms_of(message)):
            assert placeholders(form) <= named, key
            assert named - placeholders(form) <= {"count"}, key
            assert all(name.isidentifier() for name in placeholders(form)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_how_the_language_counts(language: str) -> None:
    for path in (LOCALES / language).glob("*.po"):
        assert "Plural-Forms" in path.read_text(), path.name
        assert list(catalogue(path).check()) == [], path.name


def test_every_english_text_is_complete_and_explained_to_translators() -> None:
    assert [key for key, message in ENGLISH.items() if not all(forms_of(message))] == []
    assert [key for key, message in ENGLISH.items() if not message.auto_comments] == []
    assert [key for key, message in ENGLISH.items() if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_only_the_markup_that_telegram_takes(language: str) -> None:
    for key, message in messages(language).items():
        for form in forms_of(message):
            bare = re.sub(TAGS, "", form)
            assert not re.search(r"[<>]|&(?!(?:amp|lt|gt|quot);)", bare), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_texts_hold_no_markup(language: str) -> None:
    found = messages(language)
    for key in plain_keys() & set(found):
        assert not re.search(r"[<>&]", "".join(forms_of(found[key]))), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_short(language: str) -> None:
    for key, message in messages(language).items():
        for form in forms_of(message):
            assert len(form) <= LONGEST_TEXT, key
            sentences = re.split(r"(?<=[.!?])\s+|\n", form)
            assert max(len(sentence) for sentence in sentences) <= LONGEST_SENTENCE, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_answers_a_press_fits_into_a_toast(language: str) -> None:
    found = messages(language)
    assert [
        key for key in plain_keys() & set(found) if longest("".join(forms_of(found[key]))) > LONGEST_TOAST
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_are_short(language: str) -> None:
    buttons = {
        key: forms_of(message)[0] for key, message in messages(language).items() if key.startswith("button.")
    }
    bare = {key: re.sub(r"\{\w+\}", "", form) for key, form in buttons.items()}
    assert {key: form for key, form in bare.items() if len(form) > LONGEST_BUTTON} == {}
