"""How the logins of plots come about: by a manager's command, and where it needs that by her page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.harness.dialog import Line, play
from tests.scenarios.page import address_in
from tests.scenarios.plot import Begins
from tests.scenarios.story import SECONDS

if TYPE_CHECKING:
    from sandbox.telegram import Message
    from tests.scenarios.story import Story

SWITCH_ON = "Turn step-up codes on"

WAYS = {
    Begins.HOSTED: "On the vendor's own page",
    Begins.FORM: "With her password on our page",
    Begins.APP: "With the vendor's app",
}


async def begin(story: Story, *, forced: bool = False) -> None:
    """Bring it to where the vendor is asked to begin; `forced` by her button under what came before."""
    match story.plot.begins:
        case _ if forced:
            await _page(story, "Connect anyway")
        case Begins.LOGIN:
            story.team.manager.says(story.team.group, "/login Stella")
        case Begins.STEP_UP:
            await _step_up(story)
        case Begins.PASSWORD:
            await play(story.team, [("Mia", "/login Stella", {"Stella": "that needs your password"})])
            story.starts += getattr(story.adapter, "reconnects", False)
            await _page(story)
        case _:
            await _connect(story)
            await _page(story)
    story.starts += 1


async def _connect(story: Story) -> None:
    """Have the manager say where, how and through which country she is to connect, as far as it is asked."""
    manifest = story.manifest
    target = f"[{story.platform} · {manifest.label}]"
    country = "No preference" if not manifest.country_required else "United States"
    ways = [w for w, offered in _offered(story).items() if offered]
    asks = ["Which account", *(["How shall"] if len(ways) > 1 else []), "Through which country"]
    says = [target, *([f"[{WAYS[story.plot.begins]}]"] if len(ways) > 1 else []), f"[{country}]"]
    lines: list[Line] = [("Mia", f"/connect Stella {manifest.platforms[0]}", {"group": asks[0]})]
    lines += [("Mia", said, {"group": then}) for said, then in zip(says, asks[1:], strict=False)]
    lines.append(("Mia", says[-1], {"Stella": "asks you to connect your", "group": "🕓 Asked Stella"}))
    await play(story.team, lines)


def _offered(story: Story) -> dict[Begins, bool]:
    adapter = story.adapter
    return {
        Begins.HOSTED: getattr(adapter, "hosts_login", False),
        Begins.FORM: bool(story.manifest.start_fields),
        Begins.APP: getattr(adapter, "logs_in_by_app", False),
    }


async def _page(story: Story, button: str = "Open the page") -> None:
    """Have her open her page and begin there; a form is filled in and sent."""
    await play(story.team, [("Stella", f"[{button}]", {"Stella": "Here is your page"})])
    link = next(m for m in reversed(story.said_to_her()) if "Here is your page" in m.text)
    story.acts()
    await story.browser.open(address_in(link.text))
    await story.browser.send("begin")
    if story.plot.begins in {Begins.FORM, Begins.PASSWORD}:
        form = story.browser.seen.form("sign_in")
        country = {"country": "us"} if form is not None and "country" in form.fields else {}
        await story.browser.send("sign_in", **story.signs_in_with(), **country)


async def _step_up(story: Story) -> None:
    """Have the owner and her allow it, and the manager ask; she is ready."""
    await _allow_in_team(story)
    await play(
        story.team,
        [
            ("Mia", "/stepup Stella", {"Stella": "wants to ask you for step-up codes"}),
            ("Stella", "[I allow being asked]", {"group": "allows being asked for step-up codes"}),
            ("Mia", "/stepup Stella", {"group": "What is the code of Stella for?"}),
            ("Mia", "[A payout]", {"Stella": "asks for a special code", "group": "🕓 Asked Stella"}),
        ],
    )
    story.acts()
    await play(story.team, [("Stella", "[I'm ready]", {})])


async def _allow_in_team(story: Story) -> None:
    """Have the owner turn step-ups on for this team; others are asked about in the same chat."""
    team, owner = story.team, story.team.world.owner
    bot, title = team.world.telegram.world.bot, re.compile(rf"{re.escape(team.group.title)}\b")

    def switch() -> Message | None:
        said = [m for m in owner.private.messages if m.sender is bot and not m.deleted]
        return next((m for m in said if title.search(m.text) and [SWITCH_ON] in m.labels), None)

    owner.tells_bot(f"/settings {team.group.title}")
    await story.until(switch, "no switch for step-ups")
    found = switch()
    assert found is not None
    owner.presses(found, SWITCH_ON)
    await team.group_sees("turned step-up codes on", SECONDS)
