"""How the logins of plots come about: by a manager's command, and where it needs that by her page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storage.models import Way
from tests.harness.connecting import OPEN, ask_to_connect, her_page
from tests.harness.dialog import play
from tests.scenarios.plot import Begins
from tests.scenarios.story import SECONDS

if TYPE_CHECKING:
    from sandbox.telegram import Message
    from tests.scenarios.story import Story

SWITCH_ON = "Turn step-up codes on"

WAYS = {Begins.HOSTED: Way.HOSTED, Begins.FORM: Way.FORM, Begins.APP: Way.APP}


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
            await ask_to_connect(story.team, WAYS[story.plot.begins])
            await _page(story)
    story.starts += 1


async def _page(story: Story, button: str = OPEN) -> None:
    """Have her open her page and begin there; a form is filled in and sent."""
    address = await her_page(story.team, button)
    story.acts()
    await story.browser.open(address)
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
