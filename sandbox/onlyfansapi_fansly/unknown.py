"""What nobody knows of the vendor [?], answered as a test chooses; data alone."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.onlyfansapi_fansly.scenarios import Refusal


@dataclass(frozen=True, slots=True)
class Unknown:
    """How the simulator decides what the vendor's pages leave open.

    `reauthenticate_polls`: a re-authentication answers as the poll does, else with success and polling_url as
    at the OnlyFans twin. `no_credentials_status`: its refusal without stored credentials, 412 or 400.
    `connected_again`: it takes an account that is signed in, else refuses with the twin's reason.
    `wrong_password`: where a start tells that, `wrong_password_status` as which status.
    `already_connected_status`: of the refusal without force_connect. `deleted_status`: 200 with {}, or 204.
    """

    reauthenticate_polls: bool = True
    no_credentials_status: int = 412
    connected_again: bool = True
    wrong_password: Refusal = Refusal.IN_POLL
    wrong_password_status: int = 422
    already_connected_status: int = 400
    deleted_status: int = 200
