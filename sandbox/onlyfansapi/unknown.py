"""What nobody knows of the vendor, answered as a test chooses; data alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.onlyfansapi.scenarios import Refusal


class Meta(StrEnum):
    """How much of `_meta` an envelope has; every member is optional."""

    FULL = "full"
    EMPTY = "empty"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Unknown:
    """How the simulator decides what the vendor's pages leave open.

    `no_credentials_status`: how a re-authentication without stored credentials is refused.
    `already_connected`: where a connection without force_connect is refused, by which status at a start.
    `force_makes_new`: with it the account gets another id. `wrong_password`: where that of a connection is
    refused, by which status at a start and which error_code in a poll. `unwanted_code_status`: for a code
    that no gate waits for. `lists_unfinished`: an account is in the list before it is signed in.
    `names_hosted`: a hosted login's account has the session's display_name, else her e-mail address.
    `deeplink_in_poll`: a poll repeats the app's link. `hosted_seconds`: how long a hosted page is valid.
    """

    no_credentials_status: int = 412
    already_connected: Refusal = Refusal.AT_START
    already_connected_status: int = 400
    force_makes_new: bool = False
    wrong_password: Refusal = Refusal.IN_POLL
    wrong_password_status: int = 422
    wrong_password_code: str | None = "INVALID_CREDENTIALS"  # noqa: S105 - an error's name
    unwanted_code_status: int = 400
    lists_unfinished: bool = True
    names_hosted: bool = True
    deeplink_in_poll: bool = True
    hosted_seconds: float = 3_600.0
    meta: Meta = Meta.FULL
