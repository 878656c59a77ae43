"""What several of these dialogs have in common: her page as she uses it, and what nobody else may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.harness.connecting import OPEN, account_of, her_page
from tests.scenarios.page import Browser

if TYPE_CHECKING:
    from sandbox.telegram import Message, Person
    from tests.harness.world import Team

APIFANSLY: Final = "apifansly"
ONLYFANSAPI: Final = "onlyfansapi"
DEAD: Final = "This link does not open anything"
"""The heading of the answer to every link that opens nothing."""


async def types_password(team: Team, **more: str) -> None:
    """Have her open her page, begin there and send what the form asks for."""
    account = account_of(team)
    async with Browser() as browser:
        await browser.open(await her_page(team, OPEN))
        await browser.send("begin")
        await browser.send("sign_in", username=account.login, password=account.password, **more)


async def heading_at(address: str) -> str:
    """Look at a page in a fresh browser, and give its heading."""
    async with Browser() as browser:
        await browser.open(address)
        return browser.seen.heading


async def toast(person: Person, message: Message, label: str) -> str:
    """Press a button, and give what the press is answered with."""
    return (await person.presses(message, label).answered()).text


def leaks(team: Team) -> list[str]:
    """Give what the group was ever shown that is hers alone: a link, a handle, an address, an id."""
    account = account_of(team)
    hers = ("/connect/", f"@{account.username}", account.login, account.id)
    return [fragment for fragment in hers if team.sent(team.group, fragment)] + [
        "a link to the manager" for _ in team.sent(team.manager.private, "/connect/")
    ]
