"""What a request brings: the link's token, the browser, the form. It reads and calls nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.web.bodies import Refused, read_body
from bot.web.connect.browser import is_random
from bot.web.connect.forms import read_posted
from bot.web.connect.pieces import Act, Said
from providers.secret import Secret

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.web.connect.browser import Browsers
    from bot.web.connect.forms import Posted

FORM_TYPE: Final = "application/x-www-form-urlencoded"
BODY_BYTES: Final = 8 * 1024


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes by which link; a text that cannot be a token is the empty one, which opens nothing."""

    token: Secret
    browser: Secret | None

    @classmethod
    def of(cls, request: Request, browsers: Browsers) -> Arrival:
        """Read it from the path and the cookie."""
        token = request.path_params["token"]
        return cls(Secret(token if is_random(token) else ""), browsers.of(request))


async def read_form(request: Request) -> Posted:
    """Read what was posted; Refused for what no form of ours sends."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise Refused(415)
    posted = read_posted(await read_body(request, BODY_BYTES))
    if posted is None:
        raise Refused(400)
    return posted


def read_act(posted: Posted) -> Act:
    """Read what the form asks for; Refused for what no form of ours does."""
    try:
        return Act(posted.get("act", Secret("")).reveal())
    except ValueError:
        raise Refused(400) from None


def read_said(request: Request) -> Said | None:
    """Read what she is to be told about her last act."""
    said = request.query_params.get("said", "")
    return Said(said) if said in set(Said) else None
