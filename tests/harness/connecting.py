"""A connection from the manager's command to her page, by conversation. It knows no browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from providers.registry import ADAPTERS
from storage.models import Way
from tests.harness.dialog import play

if TYPE_CHECKING:
    from sandbox.vendor import Account
    from tests.harness.dialog import Line
    from tests.harness.world import Team, World

PLATFORMS: Final = {"onlyfans": "OnlyFans", "fansly": "Fansly"}
WAYS: Final = {
    Way.HOSTED: "On the vendor's own page",
    Way.FORM: "With her password on our page",
    Way.APP: "With the vendor's app",
}
OPEN: Final = "Open the page"
HERE: Final = "Here is your page"
ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+/connect/[\w-]{43}")


async def asked_to_connect(world: World, provider: str, scenario: str = "sms", way: Way = Way.FORM) -> Team:
    """Give a team whose creator has just been asked to connect an account that the provider has not."""
    team = await world.team(scenario, provider=provider, linked=False)
    await ask_to_connect(team, way)
    return team


async def ask_to_connect(team: Team, way: Way = Way.FORM) -> None:
    """Have the manager ask for it, and answer what is asked: where, how, through which country."""
    adapter = ADAPTERS[team.provider]
    manifest = adapter.manifest
    platform = manifest.platforms[0]
    answers = {"Which account": f"{PLATFORMS[platform]} · {manifest.label}"}
    if hasattr(adapter, "hosts_login") or hasattr(adapter, "logs_in_by_app"):
        answers["How shall"] = WAYS[way]
    answers["Through which country"] = "United States" if manifest.country_required else "No preference"
    says = [f"/connect {team.name} {platform}", *(f"[{answer}]" for answer in answers.values())]
    lines: list[Line] = [("Mia", says[i], {"group": question}) for i, question in enumerate(answers)]
    lines.append(("Mia", says[-1], {"group": "🕓 Asked Stella", "Stella": "asks you to connect your"}))
    await play(team, lines)


async def her_page(team: Team, button: str = OPEN) -> str:
    """Have her press the button that brings a link, and give its address."""
    await play(team, [("Stella", f"[{button}]", {"Stella": HERE})])
    found = ADDRESS.search((await team.sees(HERE)).text)
    assert found is not None
    return found.group()


def account_of(team: Team) -> Account:
    """Give the account of the platform that she signs in to."""
    account: Account = team.vendor.platform[team.account_id]
    return account
