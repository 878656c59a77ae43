"""A look-alike of this bot: whatever asks her for something names the bot and its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tests.harness.coming_in import come_in
from tests.harness.dialog import CODE, WRONG, play
from tests.threats.playing import LONG, Measure, threat

if TYPE_CHECKING:
    from sandbox.telegram import Message
    from sandbox.telegram.formatting import FormattedText
    from tests.harness.world import World

pytestmark = LONG

NOT_ANOTHER: Final = "I never send you to another bot"
ASKING: Final = ("invites you", "Is now a good time?", "Type the code", "Type the newest code")


@threat(30, "names_no_bot")
async def test_whatever_asks_her_names_the_bot_and_its_page(world: World, measure: Measure) -> None:
    """From the invitation on, by a manager who is new to her and has to ask first."""
    team = await come_in(world.newcomers())
    await play(
        team,
        [
            ("Mia", "/login Stella", {"Stella": "Is now a good time?"}),
            ("Stella", "[I'm ready]", {"Stella": "Type the code"}),
            ("Stella", WRONG, {"Stella": "Type the newest code"}),
            ("Stella", CODE, {"group": "✅ Connected"}),
        ],
    )
    said = [one.text for message in team.creator.private.history for one in _versions(message)]
    asking = [text for text in said if any(fragment in text for fragment in ASKING)]
    ours = (f"@{world.telegram.world.bot.username}", urlsplit(world.bots[-1].url).netloc, NOT_ANOTHER)
    silent = sum(any(one not in text for one in ours) for text in asking)
    measure(
        f"{silent} of {len(asking)} prompts and offers do not name the bot and its page",
        reached=silent == 0 and len(asking) >= len(ASKING),
    )


def _versions(message: Message) -> list[FormattedText]:
    return [content.text for content in (message.content, *message.versions)]
