"""The simulated vendor: its key's scopes, and what its answers look like where that is not documented."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Final

from sandbox.onlyfanskit.attempts import Attempt
from sandbox.onlyfanskit.scenarios import scenario_accounts
from sandbox.vendor import Account, Vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KEY: Final = "onlyfanskit-sandbox-key"
SCOPES: Final = ("accounts:read", "accounts:write", "me:read")


class Simulator(Vendor[Account, Attempt]):
    """One OnlyFansKit with one key. Serve it with `serve`; drive it from the same event loop."""

    def __init__(
        self,
        accounts: Iterable[Account] | None = None,
        *,
        key: str = KEY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the accounts of the platform, by default one a scenario; `clock` gives epoch seconds."""
        super().__init__(scenario_accounts() if accounts is None else accounts, key=key, clock=clock)
        self.scopes: tuple[str, ...] = SCOPES
        self.link_base = "https://onlyfanskit.dev"
        self.accounts_wrapped_in: str | None = "accounts"

    def begin(self, account: Account) -> Attempt:
        """Begin an attempt."""
        name = f"att_{secrets.token_hex(8)}"
        return self.keep(
            Attempt(name, account, self.id_for(account), self.clock(), self.deliver, self.connect)
        )
