"""Plays one whole login: what Sam, Mia and Stella do, each after seeing what they would wait for.

Knows what the bot says to people, and nothing of how it works.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.eyes import Eyes, label, link_in, number_in
from sandbox.login import Login

if TYPE_CHECKING:
    from sandbox.login import Ending
    from sandbox.running import Stage
    from sandbox.terminal.narrator import Narrator


@dataclass(frozen=True, slots=True)
class Script:
    """One play on one stage; the narrator is told what nobody can see in a chat."""

    stage: Stage
    narrator: Narrator

    async def play(self) -> Ending:
        """Play everything; ScriptError or BotError if it gets stuck before the login's end."""
        self.narrator.chapter("Sam, the owner, makes the group a team and lists Mia as a manager")
        await self._set_up()
        self.narrator.chapter("Mia invites Stella, the creator, who agrees")
        await self._enrol()
        self.narrator.chapter("Mia names Stella's account, and Stella says that it is hers")
        await self._link()
        self.narrator.chapter("The login")
        return await Login(self.eyes, self.narrator).play()

    @property
    def eyes(self) -> Eyes:
        """What those on the stage can see."""
        return Eyes(self.stage)

    async def _set_up(self) -> None:
        cast = self.stage.cast
        cast.sam.starts_bot()
        await self.eyes.sees(cast.sam.private, "/setup")
        cast.group.add_bot()
        await self.eyes.sees(cast.group, "write /setup")
        cast.sam.says(cast.group, "/setup")
        cast.mia.opens(link_in(await self.eyes.sees(cast.group, "This group is the team")))
        cast.sam.presses(await self.eyes.sees(cast.sam.private, "wants to be a manager"), "List as Mia")
        await self.eyes.sees(cast.mia.private, "You are a manager")
        await self.eyes.sees(cast.sam.private, "is a manager")

    async def _enrol(self) -> None:
        cast = self.stage.cast
        cast.mia.says(cast.group, "/invite Stella")
        invitation = await self.eyes.sees(cast.mia.private, "The invitation for Stella")
        self.narrator.aside(cast.stella.private, "Mia sends Stella the link, Stella opens it")
        cast.stella.opens(link_in(invitation))
        cast.stella.presses(await self.eyes.sees(cast.stella.private, "invites you"), "Go on")
        number = number_in(await self.eyes.sees(cast.stella.private, "Your number is"))
        await self.eyes.sees(cast.mia.private, "Somebody has opened the invitation")
        self.narrator.aside(cast.stella.private, "Stella tells Mia the number on the phone")
        cast.mia.tells_bot(number)
        ways = {True: "Yes, and ask me before each login", False: "Yes, start and message me for the code"}
        agreement = await self.eyes.sees(cast.stella.private, "Your agreement")
        cast.stella.presses(agreement, ways[self.stage.choices.ask_first])
        await self.eyes.sees(cast.stella.private, "You are enrolled")
        await self.eyes.sees(cast.group, "is enrolled")

    async def _link(self) -> None:
        cast = self.stage.cast
        cast.mia.says(cast.group, "/accounts Stella")
        platform = self.stage.provider.platform
        offered = await self.eyes.sees(cast.mia.private, "Which account", button=platform)
        cast.mia.presses(offered, label(offered, platform))
        question = await self.eyes.sees(cast.stella.private, "says that this account is yours")
        cast.stella.presses(question, "Yes, it's mine")
        await self.eyes.sees(cast.stella.private, "is linked")
        await self.eyes.sees(cast.group, "is linked")
