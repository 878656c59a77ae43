"""The world around the bot: Telegram, the providers, the agency's people, and the bot itself as a process."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from typing import TYPE_CHECKING, Any, TypeVar

from providers.registry import ADAPTERS
from sandbox.telegram import Group, Message, Pace, Person, TelegramServer, Topic
from tests.harness.bot import LIKE_A_USER, BotProcess, new_encryption_key
from tests.harness.canary import Canary, look
from tests.harness.clock import SteppedClock
from tests.harness.judging import judge
from tests.harness.past import agreed_before, came_in
from tests.harness.vendors import ONLYFANSKIT, account_in, serving, simulator_of, without_secrets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from sandbox.onlyfanskit import Simulator
    from sandbox.telegram.chats import Chat
    from sandbox.vendor import Vendor


SECONDS = 30.0
"""How long anything of a conversation is waited for, also on a machine that has much else to do."""
NUMBERS = count(1)
DIGITS = 8
BLOCK = 4_096
"""Bytes of a database that are compared at once: as many as one of its pages has."""
NOBODY = "http://127.0.0.1:9"
"""Where nobody listens: a provider that shares its key with a simulated one is on, and must not be called."""
Dump = Callable[[], bytes]
T = TypeVar("T")


@dataclass
class Team:
    """A manager and a creator of one group, with one account of hers."""

    world: World
    group: Group
    manager: Person
    creator: Person
    name: str
    account_id: str
    provider: str = ONLYFANSKIT
    topic: Topic | None = None

    def telegram_calls(self, since: int) -> list[str]:
        """Name the calls of Telegram in this team's chats, and answers to presses, from `since` on."""
        chats = {str(self.group.id), str(self.creator.id)}
        return [
            call.method
            for call in list(self.world.telegram.record.costs())[since:]
            if call.method == "answerCallbackQuery" or str(call.params.get("chat_id")) in chats
        ]

    @property
    def vendor(self) -> Vendor[Any, Any]:
        """The provider of this team's account."""
        return self.world.vendors[self.provider]

    def provider_calls(self) -> int:
        """Count the calls of the provider about this team's account."""
        ids = {self.account_id, *(attempt.id for attempt in self.vendor.attempts_of(self.account_id))}
        return sum(bool(ids & set(request.path.split("/"))) for request in self.vendor.requests)

    @property
    def people(self) -> dict[str, Person]:
        """Everybody by the name that tests use."""
        return {"Mia": self.manager, "Stella": self.creator, "Sam": self.world.owner}

    @property
    def place(self) -> Group | Topic:
        """Where the manager writes."""
        return self.topic or self.group

    async def code(self) -> str:
        """Give the code that reaches her phone next."""
        return await self.vendor.phone(self.account_id).next_code(SECONDS)

    @property
    def private(self) -> list[Message]:
        """Her chat with the bot, without what is deleted."""
        return [message for message in self.creator.private.messages if not message.deleted]

    @property
    def prompts(self) -> list[Message]:
        """The bot's messages to her that ask for a code."""
        return [
            m for m in self.private if m.sender is self.world.telegram.world.bot and "Type the code" in m.text
        ]

    def sent(self, chat: Chat, fragment: str) -> list[Message]:
        """List the bot's messages in a chat that say `fragment` or ever did, deleted ones too."""
        return [
            message
            for message in chat.history
            if message.sender is self.world.telegram.world.bot
            and any(fragment in content.text.text for content in (message.content, *message.versions))
        ]

    def last(self) -> Message:
        """Her newest message from the bot."""
        return [m for m in self.private if m.sender is self.world.telegram.world.bot][-1]

    def cards(self) -> list[Message]:
        """List the bot's messages in the group."""
        return [m for m in self.group.messages if m.sender is self.world.telegram.world.bot and not m.deleted]

    async def sees(self, fragment: str, seconds: float = SECONDS) -> Message:
        """Wait until the bot has written `fragment` to her in private."""
        return await self.world.sees(self.creator, fragment, seconds)

    async def group_sees(self, fragment: str, seconds: float = SECONDS) -> Message:
        """Wait until a message of the bot in the group says `fragment`."""

        def find() -> Message | None:
            found = [message for message in self.cards() if fragment in message.text]
            return found[-1] if found else None

        found = await self.world.telegram.until(find, seconds)
        assert found is not None
        return found


@dataclass
class World:
    """Everything outside the bot, and the processes of the bot in it."""

    telegram: TelegramServer
    vendors: Mapping[str, Vendor[Any, Any]]
    clock: SteppedClock
    directory: Path
    owner: Person
    variables: dict[str, str]
    canary: Canary
    dump: Dump
    bots: list[BotProcess] = field(default_factory=list)
    _looked_at: dict[str, int] = field(default_factory=dict)
    _seen: dict[str, bytes] = field(default_factory=dict)

    @property
    def onlyfanskit(self) -> Simulator:
        """The provider that most tests use."""
        simulator: Simulator = self.vendors[ONLYFANSKIT]  # type: ignore[assignment]  # found by its slug
        return simulator

    def bot(self, *, arguments: tuple[str, ...] = LIKE_A_USER, **variables: str) -> BotProcess:
        """Prepare a process of the bot; start it by `start`."""
        output = self.directory / f"bot-{len(self.bots)}.log"
        process = BotProcess(self.variables | variables, output, self.clock, arguments)
        self.bots.append(process)
        return process

    def wrong_code(self) -> str:
        """Make up a code that is as secret as a right one."""
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        self.canary.codes.add(code)
        return code

    def secrets(self) -> set[str]:
        """Give all codes that the providers have sent, and the passwords of all accounts."""
        vendors = self.vendors.values()
        codes = {code for vendor in vendors for code in vendor.codes() if len(code) == DIGITS}
        return codes.union(*(vendor.passwords() for vendor in vendors))

    def places(self) -> Iterator[tuple[str, bytes]]:
        """Give all that may hold no secret: files, and the requests that were not looked at before.

        Of a request to a provider that is all but the values which hand a secret over.
        """
        for path in self._files():
            yield path.name, self._fresh_bytes(path)
        for call in self._fresh("calls", self.telegram.record.calls):
            yield f"a {call.method} to Telegram", json.dumps(call.params).encode()
        for slug, vendor in self.vendors.items():
            for request in self._fresh(f"requests to {slug}", vendor.requests):
                told = f"{request.path} {without_secrets(request.body)}"
                yield f"a {request.method} to {slug}", told.encode()

    def everything_written(self) -> Iterator[tuple[str, bytes]]:
        """Give all files whole and what the database shows, for a last look."""
        for path in self._files():
            yield path.name, path.read_bytes()
        yield "the database", self.dump()

    def _files(self) -> list[Path]:
        return sorted(path for path in self.directory.iterdir() if path.is_file())

    def _fresh_bytes(self, path: Path) -> bytes:
        """Give what was added to a log, and what has changed of a database."""
        status = path.stat()
        start = self._looked_at.get(path.name, 0)
        if path.suffix == ".log":
            self._looked_at[path.name] = status.st_size
            return b"" if start == status.st_size else path.read_bytes()[start:]
        self._looked_at[path.name] = status.st_mtime_ns
        return b"" if start == status.st_mtime_ns else self._changed_bytes(path)

    def _changed_bytes(self, path: Path) -> bytes:
        before, after = self._seen.get(path.name, b""), path.read_bytes()
        self._seen[path.name] = after
        return changed(before, after)

    def _fresh(self, name: str, things: Collection[T]) -> list[T]:
        start = self._looked_at.get(name, 0)
        self._looked_at[name] = len(things)
        return list(islice(things, start, None)) if len(things) > start else []

    async def step(self, seconds: float) -> None:
        """Put all clocks forward."""
        self.clock.step(seconds)
        for bot in self.bots:
            if bot.is_running and bot.arguments != LIKE_A_USER:
                await bot.step(seconds)

    def newcomers(
        self,
        scenario: str = "sms",
        *,
        provider: str = ONLYFANSKIT,
        linked: bool = True,
        named_with: str = "",
    ) -> Team:
        """Let a group, its manager, and a creator with an account exist, none of whom the bot knows.

        `scenario` is what her account is about; not `linked`, the provider has none of hers yet. `named_with`
        is what everybody's names end with.
        """
        number = next(NUMBERS)
        manager = self.telegram.person(f"Mia{named_with}", username=f"mia{number}")
        creator = self.telegram.person(f"Stella{named_with}", username=f"stella{number}")
        group = self.telegram.group(f"Moonlight Agency {number}{named_with}", self.owner, [manager])
        account = account_in(provider, scenario, number, digits=DIGITS, connected=linked)
        self.vendors[provider].add_account(account)
        return Team(self, group, manager, creator, "Stella", account.id, provider)

    async def team(  # noqa: PLR0913 - what a team may be like, all but one by name
        self,
        scenario: str = "sms",
        *,
        provider: str = ONLYFANSKIT,
        ask_first: bool = False,
        linked: bool = True,
        acquainted: bool = True,
        named_with: str = "",
    ) -> Team:
        """Give a team whose manager and creator have come in before, with her account if it is `linked`.

        Linked and `acquainted`, she has agreed to a login by this manager long ago.
        """
        team = self.newcomers(scenario, provider=provider, linked=linked, named_with=named_with)
        await came_in(team, ask_first=ask_first, linked=linked)
        if linked and acquainted:
            await self.acquaint(team)
        return team

    async def assign(self, team: Team, account_id: str | None = None) -> None:
        """Have the owner let the team have an account; a single team may have any."""
        said = self.owner.tells_bot(f"/assign {account_id or team.account_id} {team.group.title}")
        bot, answers = self.telegram.world.bot, (f"{team.group.title} may have", "single team")

        def answered() -> bool:
            return any(
                message.sender is bot and message.id > said.id and any(one in message.text for one in answers)
                for message in self.owner.private.messages
            )

        await self.telegram.until(answered, SECONDS)

    async def acquaint(self, team: Team, manager: Person | None = None) -> None:
        """Let her have agreed to a login by a manager long ago: whoever is new to her only gets to ask."""
        await agreed_before(self, (manager or team.manager).id, team.creator.id)

    async def sees(self, person: Person, fragment: str, seconds: float = SECONDS) -> Message:
        """Wait until the bot has written `fragment` to a person in private."""

        def find() -> Message | None:
            bot = self.telegram.world.bot
            found = [
                m for m in person.private.messages if m.sender is bot and not m.deleted and fragment in m.text
            ]
            return found[-1] if found else None

        found = await self.telegram.until(find, seconds)
        assert found is not None
        return found


def changed(before: bytes, after: bytes) -> bytes:
    """Give the blocks that are not as they were, each with its neighbours, so that nothing is cut there."""
    blocks = range(0, len(after), BLOCK)
    fresh = {at for at in blocks if before[at : at + BLOCK] != after[at : at + BLOCK]}
    return b"".join(
        after[at : at + BLOCK] for at in blocks if not fresh.isdisjoint((at - BLOCK, at, at + BLOCK))
    )


@asynccontextmanager
async def running_world(  # noqa: PLR0913 - where it is and who looks through it; the rest are named
    directory: Path,
    database_url: str,
    canary: Canary,
    *,
    pace: float = 0.01,
    rate: float = 1.0,
    dump: Dump = bytes,
    slugs: tuple[str, ...] = (ONLYFANSKIT,),
) -> AsyncIterator[World]:
    """Let Telegram and the providers `slugs` run; no bot yet.

    `pace` scales Telegram's limits, `rate` the clock.

    What is written into `directory`, and what is sent, is looked through by `canary` from here on; what a
    database holds that is no file there is given by `dump`, once all processes have ended.
    """
    clock = SteppedClock(rate)
    telegram = TelegramServer(clock=clock, pace=Pace(scale=pace), allow_http_webhooks=True)
    judge(telegram)
    vendors = {slug: simulator_of(slug, clock) for slug in slugs}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(telegram.running())
        owner = telegram.person("Sam", username="sam")
        owner.starts_bot()
        variables = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.base_url,
            "OWNER_IDS": str(owner.id),
            "DATABASE_URL": database_url,
            "ENCRYPTION_KEYS": new_encryption_key(),
            "LOG_LEVEL": "DEBUG",
        }
        variables |= {adapter.manifest.base_url_variable: NOBODY for adapter in ADAPTERS.values()}
        for slug, vendor in vendors.items():
            manifest = ADAPTERS[slug].manifest
            base_url = await stack.enter_async_context(serving(slug, vendor))
            variables |= {manifest.key_variable: vendor.key, manifest.base_url_variable: base_url}
        world = World(telegram, vendors, clock, directory, owner, variables, canary, dump)
        canary.sources.append(world.secrets)
        canary.places.append(world.places)
        try:
            yield world
        finally:
            for bot in world.bots:
                await bot.kill()
            faults = [
                fault for place in world.everything_written() for fault in look(place, canary.all_codes())
            ]
            assert not faults
