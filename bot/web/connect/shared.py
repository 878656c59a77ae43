"""What several pages have in common: the ways out, and where she came from. It is pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web.connect.pieces import Act, Button, Look, Outside

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.locales import Texts
    from bot.web.connect.sight import Sight


def ways_out(sight: Sight) -> tuple[Button, ...]:
    """Give the ways out of a login that is under way, "Not me" as large as any other."""
    return (Button(Act.DECLINE, sight.say.texts.plain("button.decline")), not_me(sight))


def not_me(sight: Sight) -> Button:
    """Stop everything."""
    return Button(Act.NOT_ME, sight.say.texts.plain("button.notme"), Look.STOP)


def came_from(sight: Sight) -> Markup:
    """Name the one bot that leads here."""
    return sight.say("page.came_from", bot=sight.bot)


def back(texts: Texts, bot: str, look: Look = Look.MAIN) -> Outside:
    """Lead back to the chat with the bot."""
    return Outside("back", f"https://t.me/{bot}", texts.plain("page.button.back"), look)
