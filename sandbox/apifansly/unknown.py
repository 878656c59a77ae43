"""What nobody knows of the vendor [?], answered as a test chooses; data alone."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.apifansly.scenarios import Telling


@dataclass(frozen=True, slots=True)
class Unknown:
    """How the simulator decides what the vendor's pages leave open.

    `wrong_password`: how a connect tells that. `me_in_account`: an account's own data are in
    response.account, else in response [O, both]. `retry_after`: the header of a 429, as documented [D] or
    the usual one.
    """

    wrong_password: Telling = Telling.STATUS
    me_in_account: bool = True
    retry_after: str = "X-RateLimit-Retry-After"
