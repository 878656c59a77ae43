"""Looks at every part that the configuration names and says of each what is wrong and how it is mended.

It changes nothing, and calls nothing that has an effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.findings import Finding
from bot.web.inspection import inspect_address, inspecting
from providers import registry
from providers.errors import ProviderError
from providers.steps import Reason
from storage import StorageError, StorageRefused, Store

if TYPE_CHECKING:
    from bot.config import Config, ProviderConfig
    from bot.web.inspection import Inspection

_FIXES: Final = {
    Reason.KEY_REFUSED: "copy the key anew into {variable}",
    Reason.PLAN_REFUSED: "the key's plan does not include logins: ask {label}",
    Reason.SCOPE_REFUSED: "give the key the permission to sign accounts in, at {label}",
    Reason.RATE_LIMITED: "too many calls with this key: wait, and see who else uses it",
}


async def check(config: Config) -> list[Finding]:
    """Look at every part, one after the other."""
    async with inspecting(config.telegram_bot_token, config.telegram_api_url) as telegram:
        return [
            _owners(config),
            await telegram.token(),
            await telegram.webhook(config.public_url),
            await inspect_address(config.public_url),
            *await _storage(config, telegram),
            *[await _provider(slug, one) for slug, one in config.providers.items()],
        ]


def _owners(config: Config) -> Finding:
    if config.is_set_up:
        return Finding("owners", str(len(config.owner_ids)))
    return Finding(
        "owners", "none: set-up mode", "write /start to the bot and put the id it tells into OWNER_IDS"
    )


async def _storage(config: Config, telegram: Inspection) -> list[Finding]:
    """Open the database with its key, and look at the audit and the groups that it knows."""
    try:
        store = await Store.open(config.database_url.reveal(), config.keyring)
    except StorageRefused as error:
        return [Finding("database", f"not opened ({type(error).__name__})", str(error))]
    except StorageError as error:
        return [_unread(error)]
    try:
        async with store.read() as unit:
            teams = await unit.teams.all()
            titles = {team.id: team.title for team in await unit.teams.ever()}
            chains = {team_id: await unit.audit.verify(team_id) for team_id in await unit.audit.teams()}
    except StorageError as error:
        return [_unread(error)]
    finally:
        await store.close()
    groups = [await telegram.group(team.title, team.chat_id) for team in teams]
    return [Finding("database", "schema and key are right"), _audit(chains, titles), *groups]


def _unread(error: StorageError) -> Finding:
    fix = "see whether the database runs and DATABASE_URL is right; if both are, restore a backup"
    return Finding("database", f"cannot be read ({type(error).__name__})", fix)


def _audit(chains: dict[str, str | None], titles: dict[str, str]) -> Finding:
    """Say of which team the chain is not as it was written, and at which entry; a team may lack its chain."""
    faults = {team_id: "no head" for team_id in titles if team_id not in chains} | chains
    broken = [f"{titles.get(team_id, team_id)}: {fault}" for team_id, fault in faults.items() if fault]
    if not broken:
        return Finding("audit", f"{len(chains)} whole chains")
    fix = "somebody without the key changed the database: restore a backup, and find out who"
    return Finding("audit", "; ".join(broken), fix)


async def _provider(slug: str, configured: ProviderConfig) -> Finding:
    provider = registry.build(slug, configured.key, configured.base_url, configured.link_hosts)
    manifest = provider.manifest
    try:
        refused = await provider.preflight()
    except ProviderError as error:
        fix = f"try again later, or correct {manifest.base_url_variable}"
        return Finding(manifest.label, f"no usable answer ({error})", fix)
    finally:
        await provider.aclose()
    if refused is None:
        return Finding(manifest.label, "the key may do all that logins need")
    fix = _FIXES.get(refused.reason, "look at the account at {label}")
    return Finding(
        manifest.label, refused.reason.value, fix.format(variable=manifest.key_variable, label=manifest.label)
    )
