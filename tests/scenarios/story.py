"""One plot on its way: the team it happens to, what she was asked, and what has to hold at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, NoReturn

from providers.registry import ADAPTERS
from tests.harness.connecting import PLATFORMS
from tests.scenarios.plot import Begins
from tests.scenarios.words import ASKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from providers.manifest import Manifest
    from providers.registry import Adapter
    from sandbox.telegram import Message
    from sandbox.vendor import Account, Recorded
    from tests.harness.world import Team
    from tests.scenarios.page import Browser
    from tests.scenarios.plot import Asked, Ending, Plot

SECONDS = 60.0
"""How long anything is waited for: ten minutes of the world's, within which the bot gives up."""
BUDGET = 7
"""Calls of Telegram that a login of one code costs; each further code or gate three, an unhappy end one.

Three more for each code that is looked at for longer than three seconds, which here are a third of one, or
that nobody knows the arrival of.
"""
BLAMES = ("not accepted", "did not accept", "no answer")
STARTS = (
    "/reauthenticate",
    "/credentials",
    "/authenticate",
    "/connect/login",
    "/fansly/connect",
    "/client-sessions",
)
HEADS = ("🔑 Stella", "🔗 Stella", "⚠️ Stella")


@dataclass
class Story:
    """A plot, its team, and what happened so far.

    `floor` is the id of the newest message in her chat when she acted last, `begun` when it began, `calls`
    how many calls of Telegram there were then. `prompts` counts what she was asked, `starts` how often a
    login was to be started, `typed` are her messages with codes.
    """

    team: Team
    plot: Plot
    account: Account
    browser: Browser
    frame: Browser
    floor: int = 0
    begun: int = 0
    calls: int = 0
    starts: int = 0
    prompts: int = 0
    code: str = ""
    codes: list[str] = field(default_factory=list)
    typed: list[Message] = field(default_factory=list)

    @property
    def adapter(self) -> Adapter:
        """What the bot knows the provider by."""
        return ADAPTERS[self.team.provider]

    @property
    def manifest(self) -> Manifest:
        """The provider that it happens at."""
        return self.adapter.manifest

    def signs_in_with(self) -> dict[str, str]:
        """Give what she types into the form, as the provider's manifest asks for it."""
        return {"username": self.account.login, "password": self.account.password}

    def acts(self) -> None:
        """Take what stands in her chat for answered."""
        self.floor = max((message.id for message in self.team.creator.private.history), default=0)

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for it; AssertionError that shows both chats."""
        try:
            await self.team.world.telegram.until(condition, SECONDS)
        except TimeoutError:
            self.fail(what)

    def fail(self, what: str) -> NoReturn:
        """Raise an AssertionError that says what is wrong, with all that the bot wrote."""
        raise AssertionError(self.told(what))

    def told(self, what: str) -> str:
        """Tell what is wrong, with all that the bot wrote."""
        group = [f"  group: {message.text!r}" for message in self.team.cards()[4:]]
        hers = [f"  Stella: {message.text!r} {message.labels}" for message in self.said_to_her()]
        return "\n".join([f"{self.team.provider}: {self.plot.name}: {what}", *group, *hers])

    def said_to_her(self) -> list[Message]:
        """Give what the bot has written to her since the login began, and what is left of it."""
        return [
            m
            for m in self.team.private
            if m.id > self.begun and m.sender is self.team.world.telegram.world.bot
        ]

    def card(self) -> Message | None:
        """Give the newest card of a login."""
        cards = [message for message in self.team.cards() if message.text.startswith(HEADS)]
        return cards[-1] if cards else None

    async def asked(self, asked: Asked) -> None:
        """Wait until she is asked anew, and the group sees it."""

        def is_asked() -> bool:
            hers = [m for m in self.said_to_her() if m.id > self.floor and asked.hers in m.text]
            card = self.card()
            texts = [] if card is None else [c.text.text for c in (card.content, *card.versions)]
            return bool(hers) and any(asked.card in text for text in texts)

        await self.until(is_asked, f"not asked: {asked}")
        self.prompts += 1

    async def ended(self, ending: Ending) -> None:
        """Wait until all three of card, ring and message say how it ended."""
        words = {"platform": self.platform, "provider": self.manifest.label}
        ended, hers = ending.card.format(**words), self._told(ending)

        def has_ended() -> bool:
            card = self.card()
            return card is not None and ended in card.text

        await self.until(has_ended, f"not ended: {ending.name}")
        if ending.ring is not None:
            ring = ending.ring.format(**words)
            await self.until(
                lambda: any(_rings(m, ring) for m in self.team.cards()), f"not rung: {ending.name}"
            )
        if hers is not None:
            told = hers.format(**words)
            await self.until(
                lambda: any(told in m.text for m in self.said_to_her()), f"not told: {ending.name}"
            )
        elif self.said_to_her():
            self.fail("told of what is not hers")

    @property
    def platform(self) -> str:
        """The platform as people read it."""
        return PLATFORMS[self.manifest.platforms[0]]

    def _told(self, ending: Ending) -> str | None:
        return ending.hers if self.prompts or self.plot.begins.asks_first else ending.unasked

    def faults(self) -> list[str]:
        """Say what does not hold that has to, however a login ends."""
        vendor, said = self.team.vendor, self.said_to_her()
        asked = [m for m in said if any(self._ever(m, one.hers) for one in ASKED)]
        begun = [request for request in vendor.requests if self._starts(request)]
        blamed = [m for m in said if any(self._ever(m, blame) for blame in BLAMES)]
        checks = {
            "a code was submitted twice": all(vendor.submissions(code) <= 1 for code in self.codes),
            f"{len(begun)} starts": len(begun) == self.starts,
            f"{len(asked)} prompts": len(asked) == self.prompts,
            "a message with a code stands": all(message.deleted for message in self.typed),
            "she is blamed": not (self.plot.ending.is_blameless and blamed),
            f"{self._cost()} calls of Telegram": self._cost() <= self._allowed(),
        }
        return [
            f"{self.team.provider}: {self.plot.name}: {fault}" for fault, holds in checks.items() if not holds
        ]

    def _cost(self) -> int:
        free = {"answerCallbackQuery", "getChatMember"}
        return sum(call not in free for call in self.team.telegram_calls(self.calls))

    def _allowed(self) -> float:
        """Give the budget of a plain login; where others speak as well, there is none."""
        if self.plot.begins is not Begins.LOGIN or self.plot.before is not None:
            return inf
        return BUDGET + 3 * max(self.prompts - 1, 0) + 3 * self.prompts + (self.plot.ending.ring is not None)

    @staticmethod
    def _ever(message: Message, fragment: str) -> bool:
        return any(fragment in content.text.text for content in (message.content, *message.versions))

    def _starts(self, request: Recorded) -> bool:
        """Tell whether a request begins a login of this account, or of this team where nobody is named."""
        if request.method == "GET" or not request.path.endswith((*STARTS, "/twofa/session")):
            return False
        values = request.body.values() if isinstance(request.body, dict) else ()
        texts = [value for value in values if isinstance(value, str)]
        is_hers = self.account.login in texts or any(f"({self.team.group.title})" in text for text in texts)
        return is_hers or self.account.id in request.path.split("/")


def _rings(message: Message, ring: str) -> bool:
    """Tell whether a message is a reply that says so."""
    return ring in message.text and message.reply_to is not None
