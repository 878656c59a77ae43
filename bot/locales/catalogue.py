"""Reads the gettext catalogues: a folder a language, any number of `.po` files in it, English behind all.

The files are read with Babel when the process starts, so no compiled catalogue is kept anywhere.
"""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DEFAULT_LANGUAGE = "en"


class MissingTextError(LookupError):
    """No catalogue has the key, or not in the plural that was asked for."""


class _Missing(NullTranslations):
    """The end of every chain of catalogues."""

    def gettext(self, message: str) -> NoReturn:
        raise MissingTextError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:
        del msgid2
        raise MissingTextError(msgid1, n)


def read_catalogues(folder: Path) -> dict[str, NullTranslations]:
    """Read each language's folder; a text that a language lacks is looked up in the languages behind it."""
    files = {path.name: sorted(path.glob("*.po")) for path in sorted(folder.iterdir()) if path.is_dir()}
    languages = {name.lower(): paths for name, paths in files.items() if paths}
    behind = {language: fallbacks(language, languages)[1:] for language in languages}
    chains: dict[str, NullTranslations] = {}
    for language in sorted(languages, key=lambda name: len(behind[name])):
        after = chains[behind[language][0]] if behind[language] else _Missing()
        chains[language] = _chain(languages[language], after)
    return chains


def fallbacks(language: str, known: Mapping[str, object]) -> list[str]:
    """Name the languages to look into for `language` (as in "pt-BR"), best first, of those that are known."""
    parts = language.replace("_", "-").lower().split("-")
    wanted = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return [name for name in dict.fromkeys([*wanted, DEFAULT_LANGUAGE]) if name in known]


def _chain(paths: list[Path], behind: NullTranslations) -> NullTranslations:
    chain = NullTranslations()
    for path in paths:
        chain.add_fallback(_read(path))
    chain.add_fallback(behind)
    return chain


def _read(path: Path) -> GNUTranslations:
    """Read one file; the folder names the locale, without which Babel forgets how the language counts."""
    compiled = BytesIO()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name.replace("-", "_"), abort_invalid=True)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
