"""Plays the login itself: Mia commands it, and Stella does whatever the platform asks of her.

Knows what the bot says to people, and nothing of how it works.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox.eyes import Eyes, ScriptError, has
from sandbox.handset import CODE_GATES
from sandbox.vendor import Gate

if TYPE_CHECKING:
    from sandbox.telegram import Message
    from sandbox.terminal.narrator import Narrator

LOGIN_SECONDS: Final = 150.0
SETTLE_SECONDS: Final = 10.0
"""Seconds that Telegram's pace may take for the last edits."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the login ended; `card` is the last line of the group's card."""

    connected: bool
    card: str
    seconds: float
    bot_calls: int
    provider_calls: int
    submissions: int


@dataclass(slots=True)
class Login:
    """One login of Stella's account; the narrator is told what nobody can see in a chat."""

    eyes: Eyes
    narrator: Narrator
    _answered: set[int] = field(default_factory=set)
    _codes_used: list[str] = field(default_factory=list, repr=False)

    async def play(self) -> Ending:
        """Command the login and let Stella answer what comes, until the group's card says how it ended."""
        cast, record = self.eyes.stage.cast, self.eyes.stage.telegram.record
        bot_calls, provider_calls = len(record.costs()), len(self.eyes.stage.vendor.requests)
        began = time.monotonic()
        self._answered = {message.id for message in cast.stella.private.history}
        command = cast.mia.says(cast.group, "/login Stella")
        card = await self._until_over(command)
        seconds = time.monotonic() - began
        connected = "✅ Connected" in card.text
        if connected:
            await self._settled()
        return Ending(
            connected,
            card.text.splitlines()[-1],
            seconds,
            len(record.costs()) - bot_calls,
            len(self.eyes.stage.vendor.requests) - provider_calls,
            sum(map(self.eyes.stage.vendor.submissions, set(self._codes_used))),
        )

    async def _until_over(self, command: Message) -> Message:
        scenario = self.eyes.stage.scenario
        try:
            async with asyncio.timeout(LOGIN_SECONDS + scenario.pending_before + scenario.pending_after):
                while True:
                    card = await self.eyes.until(lambda: self._over(command) or self._asks(command))
                    if card.chat is command.chat:
                        return card
                    await self._answer(card)
        except TimeoutError:
            message = "the login did not come to an end"
            raise ScriptError(message) from None

    def _over(self, command: Message) -> Message | None:
        """Give the group's card once it offers nothing more to press."""
        card = self._card(command)
        return card if card is not None and not card.buttons else None

    def _asks(self, command: Message) -> Message | None:
        """Give the question that Stella has not answered, once the group knows that she is waited for."""
        card = self._card(command)
        waiting = card is not None and ("Waiting for" in card.text or "Asked" in card.text)
        asked = [
            m for m in self.eyes.stage.cast.stella.private.messages if self.eyes.is_from_bot(m) and m.buttons
        ]
        fresh = [message for message in asked if message.id not in self._answered]
        return fresh[-1] if waiting and fresh else None

    def _card(self, command: Message) -> Message | None:
        """Give the bot's first message after the command; what answers another may come late."""
        said = [m for m in command.chat.messages if m.id > command.id and self.eyes.is_from_bot(m)]
        return next((m for m in said if m.reply_to in {None, command}), None)

    async def _answer(self, asked: Message) -> None:
        """Let Stella do what she is asked for."""
        stella = self.eyes.stage.cast.stella
        self._answered.add(asked.id)
        if has(asked, "I'm ready"):
            stella.presses(asked, "I'm ready")
            return
        waiting = next(iter(self.eyes.stage.handset.open_attempts()), None)
        if waiting is None:
            return
        attempt, platform = waiting.attempt, self.eyes.stage.provider.platform
        if attempt.gate in CODE_GATES:
            stella.tells_bot(await self._code(attempt.gate))
        elif attempt.gate is Gate.APP:
            self.narrator.aside(stella.private, f"Stella agrees in the {platform} app")
            await self.eyes.stage.handset.use_app(attempt.id)
        else:
            self.narrator.aside(stella.private, f"Stella opens {platform} and takes the selfie")
        if has(asked, "I've done it"):
            stella.presses(asked, "I've done it")

    async def _code(self, gate: Gate) -> str:
        """Wait for the next code on her phone, and give it as people type it."""
        used = len(self._codes_used)
        arrivals = self.eyes.stage.handset.arrivals
        await self.eyes.until(lambda: arrivals[used:], CODE_GATES[gate])
        code = arrivals[used].code
        self._codes_used.append(code)
        self.narrator.aside(self.eyes.stage.cast.stella.private, f"Stella has {CODE_GATES[gate]}")
        return f"{code[:3]} {code[3:]}"

    async def _settled(self) -> None:
        """Wait for the last edits and deletions, which keep to Telegram's pace."""

        def settled() -> bool:
            seen = self.eyes.stage.cast.stella.private.messages
            receipt = [m for m in seen if self.eyes.is_from_bot(m)][-1]
            codes = [m for m in seen if m.text.replace(" ", "") in self._codes_used]
            return receipt.text.startswith("✅") and not codes

        await self.eyes.until(settled, "Stella's receipt", SETTLE_SECONDS)
