"""What a page is made of: sentences, fields, buttons, a frame or a picture. It knows no state and no HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


class Act(StrEnum):
    """What a form of the page asks for."""

    BEGIN = "begin"
    SIGN_IN = "sign_in"
    CODE = "code"
    CONFIRM = "confirm"
    DECLINE = "decline"
    NOT_ME = "not_me"
    AGAIN = "again"
    FORCE = "force"


class Said(StrEnum):
    """What she is told about her last act; each has one text."""

    FIELDS_MISSING = "fields_missing"
    FIELD_TOO_LONG = "field_too_long"
    COUNTRY_MISSING = "country_missing"
    OTHER_FIRST = "other_first"
    NOT_A_CODE = "not_a_code"
    CODE_AMBIGUOUS = "code_ambiguous"
    TELEGRAM_CODE = "telegram_code"
    NOT_YET = "not_yet"
    ALREADY_IN = "already_in"


class Farewell(StrEnum):
    """Why nothing more happens on the page; each has a page of its own that names nobody."""

    STOPPED = "stopped"
    DECLINED = "declined"


class Look(StrEnum):
    """How a button looks; all are equally large."""

    MAIN = "main"
    OTHER = "other"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Button:
    """A form without fields; `challenge` is the number of the challenge that it is about."""

    act: Act
    label: str
    look: Look = Look.OTHER
    challenge: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """An input, or a choice where there are `choices`: values with their labels.

    `is_wrong` says that the page's notice is about it.
    """

    name: str
    label: str
    type: str = "text"
    autocomplete: str = "off"
    inputmode: str = "text"
    help: Markup | None = None
    choices: tuple[tuple[str, str], ...] = ()
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Fields that are sent together; `challenge` is the number of the challenge that a code is for."""

    act: Act
    fields: tuple[Field, ...]
    submit: str
    challenge: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A page of the provider inside ours; `origin` is all that may be shown there."""

    url: str
    origin: str
    title: Markup


@dataclass(frozen=True, slots=True)
class Outside:
    """A link that leaves the page; `id` tells one from another."""

    id: str
    href: str
    label: str
    look: Look = Look.OTHER
    new_tab: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page, top to bottom.

    `follows` says that the page is to be replaced once the login moves on; `look_again` is the label of the
    link that waits for that on the server. With `is_busy` something is under way.
    """

    name: str
    heading: Markup
    lines: tuple[Markup, ...] = ()
    notice: Markup | None = None
    facts: tuple[tuple[Markup, str], ...] = ()
    form: Form | None = None
    frame: Frame | None = None
    picture: Markup | None = None
    outside: tuple[Outside, ...] = ()
    follows: bool = False
    is_busy: bool = False
    look_again: str | None = None
    buttons: tuple[Button, ...] = ()
    small: tuple[Markup, ...] = ()
