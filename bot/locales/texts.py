"""The one renderer: a key and values become a sentence in a person's language, all from outside escaped."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.locales.catalogue import fallbacks, read_catalogues
from bot.locales.names import clean

if TYPE_CHECKING:
    from gettext import NullTranslations

PLAIN_NAME_LIMIT = 32
Value = str | int

_CATALOGUES = read_catalogues(Path(__file__).parent)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in one language.

    A value that is a str is taken for a name from outside: cleaned, clipped and escaped. A Markup is taken
    as it is. The value `count` chooses between the plural forms of a text that has them.
    """

    language: str
    _catalogue: NullTranslations = field(repr=False)

    @staticmethod
    def of(language: str | None) -> Texts:
        """Choose the best catalogue for a language tag as Telegram gives it, else English."""
        best = fallbacks(language or "", _CATALOGUES)[0]
        return Texts(best, _CATALOGUES[best])

    def __call__(self, key: str, /, **values: Value) -> Markup:
        """Give HTML.

        MissingTextError for an unknown key, KeyError for a value that the text names and that is not given.
        """
        template = self._template(key, values)
        html = Markup(template)  # nosec B704 # noqa: S704 - a text of ours; format escapes each value
        return html.format(**{name: _in_html(value) for name, value in values.items()})

    def plain(self, key: str, /, **values: Value) -> str:
        """Give text without markup, for the labels of buttons and the answers to presses."""
        return self._template(key, values).format(
            **{name: _in_plain(value) for name, value in values.items()}
        )

    def _template(self, key: str, values: dict[str, Value]) -> str:
        count = values.get("count")
        if isinstance(count, int):
            return self._catalogue.ngettext(key, key, count)
        return self._catalogue.gettext(key)


def _in_html(value: Value) -> Value:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _in_plain(value: Value) -> Value:
    if isinstance(value, Markup):
        return value.striptags()
    return clean(value, PLAIN_NAME_LIMIT) if isinstance(value, str) else value
