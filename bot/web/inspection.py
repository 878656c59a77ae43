"""Looks, for `check`, at what Telegram knows: the token, the webhook, the groups. It changes nothing."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.findings import Finding
from bot.web.client import build_bot, close_bot
from bot.web.registration import PATH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import telegram

    from providers.secret import Secret

REACH_SECONDS: Final = 10.0
_GONE: Final = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


@dataclass(frozen=True, slots=True)
class Inspection:
    """What can be looked at with one bot."""

    bot: telegram.Bot

    async def token(self) -> Finding:
        """Ask Telegram who we are."""
        try:
            me = await self.bot.get_me()
        except InvalidToken:
            return Finding("token", "refused by Telegram", "copy TELEGRAM_BOT_TOKEN anew from @BotFather")
        except TelegramError as error:
            return Finding("token", *_away(error))
        return Finding("token", f"@{me.username}, id {me.id}")

    async def webhook(self, public_url: str | None) -> Finding:
        """Compare where Telegram delivers with where it should."""
        try:
            found = await self.bot.get_webhook_info()
        except TelegramError as error:
            return Finding("webhook", *_away(error))
        wanted = "" if public_url is None else public_url + PATH
        return _deliveries(found) if found.url == wanted else _elsewhere(found.url, wanted)

    async def group(self, name: str, chat_id: int) -> Finding:
        """See whether the bot is a member of a team's group still."""
        part = f"group {name}"
        fix = "add the bot to the group again, or end the team with /teardown"
        try:
            me = await self.bot.get_me()
            member = await self.bot.get_chat_member(chat_id, me.id)
        except (BadRequest, Forbidden):
            return Finding(part, "the bot is not in it", fix)
        except TelegramError as error:
            return Finding(part, *_away(error))
        gone = member.status in _GONE
        return Finding(part, "the bot is not in it" if gone else member.status, fix if gone else None)


@asynccontextmanager
async def inspecting(token: Secret, api_url: str) -> AsyncIterator[Inspection]:
    """Open a connection to the Bot API server for looking at things, and close it."""
    bot = build_bot(token, api_url)
    try:
        yield Inspection(bot)
    finally:
        await close_bot(bot)


async def inspect_address(public_url: str | None) -> Finding:
    """Call our own health page from outside, as Telegram and the creators do."""
    if public_url is None:
        return Finding("address", "none is needed: the bot polls")
    try:
        async with httpx.AsyncClient(timeout=REACH_SECONDS, trust_env=False) as client:
            answer = await client.get(f"{public_url}/healthz")
    except httpx.HTTPError as error:
        fix = "set PUBLIC_URL to the app's public https address, and start the bot"
        return Finding("address", f"cannot be reached ({type(error).__name__})", fix)
    if answer.text != "ok":
        fix = "set PUBLIC_URL to the address of this app, without a path of another one"
        return Finding("address", f"answered by something else (status {answer.status_code})", fix)
    return Finding("address", "reached")


def _elsewhere(found: str, wanted: str) -> Finding:
    if not found:
        return Finding("webhook", "not registered", "start the bot: it registers the webhook by itself")
    if not wanted:
        fix = "stop whatever else uses this token, or set PUBLIC_URL; to poll, run: that removes the webhook"
        return Finding("webhook", "another process receives the updates", fix)
    fix = "stop whatever else uses this token, and start the bot: it registers the webhook by itself"
    return Finding("webhook", "registered for another address", fix)


def _deliveries(found: telegram.WebhookInfo) -> Finding:
    if found.pending_update_count and found.last_error_date is not None:
        fix = "look at the address below and at the bot's log"
        return Finding("webhook", f"{found.pending_update_count} updates wait, deliveries fail", fix)
    return Finding("webhook", "registered" if found.url else "none, as polling needs it")


def _away(error: TelegramError) -> tuple[str, str]:
    if not isinstance(error, NetworkError):
        return (
            f"Telegram answers {type(error).__name__}",
            "try again; if it stays, look at the bot in @BotFather",
        )
    return f"no answer ({type(error).__name__})", "try again later, or correct TELEGRAM_API_URL"
