"""How many logins a team may start by a key that all teams share: half of an hour's while another waits.

What a vendor allows in an hour stands in its manifest, where it is documented. It knows no Telegram
and no SQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.limits import HOUR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.base import Provider
    from storage import Unit
    from storage.repositories.starts import Start


def share_free_from(starts: tuple[Start, ...], team_id: str, an_hour: int) -> float:
    """Give the time (epoch seconds) from which a team has used less than half; `starts` are oldest first."""
    half = max(1, an_hour // 2)
    of_team = [start.at for start in starts if start.team_id == team_id]
    return of_team[-half] + HOUR if len(of_team) >= half else 0.0


async def startable_from(
    unit: Unit, providers: Mapping[str, Provider], slug: str, team_id: str, now: float
) -> float:
    """Give the time from which a team may ask for another start at a provider, by the rows as they are."""
    provider = providers.get(slug)
    an_hour = None if provider is None else provider.manifest.starts_per_hour
    if provider is None or an_hour is None:
        return 0.0
    key = provider.manifest.key_variable
    by_key = [each for each, other in providers.items() if other.manifest.key_variable == key]
    if not await unit.starts.others_wait(by_key, team_id):
        return 0.0
    return share_free_from(await unit.starts.since(by_key, now - HOUR), team_id, an_hour)
