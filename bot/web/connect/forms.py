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
from providers.manifest import FieldKind
from providers.secret import Secret

if TYPE_CHECKING:
    from bot.cards.wording import Wording
    from providers.manifest import Manifest, StartField
    from storage.models import Attempt

Posted = Mapping[str, Secret]

FIELDS_AT_MOST: Final = 16
LONGEST: Final = 256
"""Characters: an e-mail address has 254 at most by RFC 5321, and no platform takes a longer password."""
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


def sign_in_form(say: Wording, manifest: Manifest, attempt: Attempt, said: Said | None) -> Form:
    """Ask for what a connection takes; `said` is what was wrong with it the last time."""
    is_wrong = said in {Said.FIELDS_MISSING, Said.FIELD_TOO_LONG}
    fields = tuple(_start_field(say, field, is_wrong=is_wrong) for field in manifest.start_fields)
    if wants_country(manifest, attempt):
        fields += (_country_field(say, manifest, is_wrong=said is Said.COUNTRY_MISSING),)
    return Form(Act.SIGN_IN, fields, say.texts.plain("page.button.sign_in"))


def code_form(say: Wording, attempt: Attempt, *, is_wrong: bool) -> Form:
    """Ask for the code of the open challenge; `is_wrong` says that the last one was."""
    field = Field(
        CODE,
        say.texts.plain("page.field.code"),
        autocomplete="one-time-code",
        inputmode="numeric",
        is_wrong=is_wrong,
    )
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
    if max(len(username), len(password)) > LONGEST:
        return Said.FIELD_TOO_LONG
    if not wants_country(manifest, attempt):
        return SignIn(username, password)
    country = posted.get(COUNTRY, nothing).reveal()
    return (
        SignIn(username, password, country) if country in manifest.proxy_countries else Said.COUNTRY_MISSING
    )


def read_challenge(posted: Posted) -> int | None:
    """Read which challenge a form was sent for."""
    number = posted.get(CHALLENGE, Secret("")).reveal()
    return int(number) if _NUMBER.fullmatch(number) else None


def _start_field(say: Wording, field: StartField, *, is_wrong: bool) -> Field:
    is_password = field.kind is FieldKind.PASSWORD
    return Field(
        field.name,
        say.texts.plain(f"page.field.{field.kind}"),
        _TYPES.get(field.kind, "text"),
        "current-password" if is_password else "username",
        _KEYBOARDS.get(field.kind, "text"),
        is_wrong=is_wrong,
    )


def _country_field(say: Wording, manifest: Manifest, *, is_wrong: bool) -> Field:
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
        is_wrong=is_wrong,
    )
