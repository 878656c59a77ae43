"""The forms of the page by the provider's manifest, and what is read out of them. It is pure.

What was typed is a Secret from its arrival on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from bot.locales import country_name
from bot.relay.logins import SignIn
from bot.web.connect.pieces import Act, Field, Form, Said
from providers.base import FieldKind
from providers.secret import Secret

if TYPE_CHECKING:
    from bot.cards.wording import Wording
    from providers.base import Manifest, StartField
    from storage.models import Attempt

Posted = Mapping[str, Secret]

FIELDS_AT_MOST: Final = 16
LONGEST: Final = {"username": 254, "password": 256}
"""Characters: an e-mail address has no more by RFC 5321, and no platform takes a longer password."""
COUNTRY: Final = "country"
CODE: Final = "code"
CHALLENGE: Final = "challenge"

_NUMBER: Final = re.compile(r"[0-9]{1,6}", re.ASCII)
_TYPES: Final = {FieldKind.EMAIL: "email", FieldKind.PASSWORD: "password"}
_KEYBOARDS: Final = {FieldKind.EMAIL: "email", FieldKind.USERNAME_OR_EMAIL: "email"}


def read_posted(body: bytes) -> Posted | None:
    """Read a form's body; None for what is none."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=FIELDS_AT_MOST,
        )
    except ValueError:
        return None
    return {name: Secret(value) for name, value in pairs}


def sign_in_form(say: Wording, manifest: Manifest, attempt: Attempt) -> Form:
    """Ask for what a connection takes."""
    fields = tuple(_start_field(say, field) for field in manifest.start_fields)
    country = (_country_field(say, manifest),) if wants_country(manifest, attempt) else ()
    return Form(Act.SIGN_IN, fields + country, say.texts.plain("page.button.sign_in"))


def code_form(say: Wording, attempt: Attempt) -> Form:
    """Ask for the code of the open challenge."""
    field = Field(CODE, say.texts.plain("page.field.code"), autocomplete="one-time-code", inputmode="numeric")
    return Form(Act.CODE, (field,), say.texts.plain("page.button.code"), attempt.challenge)


def wants_country(manifest: Manifest, attempt: Attempt) -> bool:
    """Tell whether she has to choose the country in which the provider signs her in."""
    return manifest.country_required and attempt.proxy is None


def read_sign_in(manifest: Manifest, attempt: Attempt, posted: Posted) -> SignIn | Said:
    """Read what she signs in with, or say what is wrong with it."""
    nothing = Secret("")
    username = Secret(posted.get("username", nothing).reveal().strip())
    password = posted.get("password", nothing)
    if not username or not password:
        return Said.FIELDS_MISSING
    if len(username) > LONGEST["username"] or len(password) > LONGEST["password"]:
        return Said.FIELD_TOO_LONG
    if not wants_country(manifest, attempt):
        return SignIn(username, password)
    country = posted.get(COUNTRY, nothing).reveal()
    return (
        SignIn(username, password, country) if country in manifest.proxy_countries else Said.COUNTRY_MISSING
    )


def read_challenge(posted: Posted) -> int | None:
    """Read which challenge a code was typed for."""
    number = posted.get(CHALLENGE, Secret("")).reveal()
    return int(number) if _NUMBER.fullmatch(number) else None


def _start_field(say: Wording, field: StartField) -> Field:
    is_password = field.kind is FieldKind.PASSWORD
    return Field(
        field.name,
        say.texts.plain(f"page.field.{field.kind}"),
        _TYPES.get(field.kind, "text"),
        "current-password" if is_password else "username",
        _KEYBOARDS.get(field.kind, "text"),
    )


def _country_field(say: Wording, manifest: Manifest) -> Field:
    """Offer each country once, also where the vendor spells it in two ways."""
    names = {country_name(code, say.texts.language): code for code in reversed(manifest.proxy_countries)}
    choices = [("", say.texts.plain("page.country.choose"))]
    choices += [(names[name], name) for name in sorted(names)]
    return Field(
        COUNTRY,
        say.texts.plain("page.field.country"),
        autocomplete="country",
        help=say("page.help.country"),
        choices=tuple(choices),
    )
