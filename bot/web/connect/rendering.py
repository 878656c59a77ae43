"""Turns a page into an answer: HTML out of the templates, with its headers. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from bot.web.connect.pieces import Page

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER / "static"

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
FORBIDDEN: Final = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: its link's token, the proof its forms bring, and the digest of what it shows."""

    token: str = ""
    proof: str = ""
    digest: str = ""


def render(page: Page, language: str, place: Place | None = None, status: int = 200) -> HTMLResponse:
    """Give the answer; the middleware adds the headers that every answer has."""
    html = _TEMPLATES.get_template("page.html").render(
        page=page,
        place=place or Place(),
        language=language,
        direction=Locale.parse(language, sep="-").text_direction,
    )
    frame = "" if page.frame is None else f"; frame-src {page.frame.origin}"
    headers = {"Content-Security-Policy": POLICY + frame, "Permissions-Policy": FORBIDDEN}
    return HTMLResponse(html, status, headers)
