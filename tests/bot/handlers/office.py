"""Moonlight Agency at a bot whose updates a test writes; what the bot says is read out of its outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import telegram

from bot.cards.message import Message
from bot.config import read_config
from bot.handlers.dispatch import Dispatcher
from bot.handlers.routes import routes
from bot.people import managers
from bot.relay.relay import Relay
from providers.errors import ProviderError
from providers.logins import Platform
from providers.manifest import FieldKind, Manifest, StartField
from storage import generate_key
from storage.models import Errand
from tests.bot.notifier.scripted import Call, ScriptedTelegram
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from providers.base import Provider
    from providers.steps import Failed, ListedAccount
    from storage.models import Person, Team
    from tests.bot.relay.heart import Heart

SAM = 7
PAGE = "https://moonlight.example"
FORM = (StartField("username", FieldKind.EMAIL), StartField("password", FieldKind.PASSWORD))


def manifest(slug: str, platform: Platform = Platform.ONLYFANS, **more: Any) -> Manifest:  # noqa: ANN401 - any field
    """Describe a vendor that connects accounts by a form."""
    fields: dict[str, Any] = {
        "label": slug.capitalize(),
        "platforms": (platform,),
        "key_variable": f"{slug.upper()}_API_KEY",
        "base_url_variable": f"{slug.upper()}_BASE_URL",
        "base_url": "https://api.vendor.example",
        "start_fields": FORM,
        "link_hosts": (),
    }
    return Manifest(slug=slug, **(fields | more))


@dataclass
class Vendor:
    """A vendor that lists what it is told to, and signs out unless it `fails`; logins are another test's."""

    manifest: Manifest
    accounts: list[ListedAccount] = field(default_factory=list)
    fails: Failed | ProviderError | None = None
    signed_out: list[str] = field(default_factory=list)

    async def list_accounts(self) -> tuple[ListedAccount, ...] | Failed:
        if isinstance(self.fails, ProviderError):
            raise self.fails
        return self.fails or tuple(self.accounts)

    async def disconnect(self, account: str) -> Failed | None:
        if isinstance(self.fails, ProviderError):
            raise self.fails
        if self.fails is None:
            self.signed_out.append(account)
        return self.fails


class Reconnecting(Vendor):
    """One that signs in again by itself."""

    reconnects = True


class Versatile(Vendor):
    """One that connects in every way."""

    hosts_login = True
    logs_in_by_app = True


class SteppingUp(Vendor):
    """One that knows step-ups."""

    steps_up = True


@dataclass
class Mute:
    """One that can only connect."""

    manifest: Manifest


class OfficeTelegram(ScriptedTelegram):
    """A Telegram in which everybody has the same place in every group."""

    place = "member"

    def _result(self, call: Call) -> object:
        if call.method == "getChatMember":
            return {"status": self.place, "user": {"id": 1, "is_bot": False, "first_name": "Somebody"}}
        return super()._result(call)


@dataclass(frozen=True)
class Said:
    """A message of the bot: where, in which words, with which buttons (their data or address by label)."""

    chat_id: int
    text: str
    buttons: dict[str, str]


@dataclass
class Office:
    """The bot, at whose providers and variables a test may turn before it acts."""

    heart: Heart
    vendors: dict[str, object] = field(default_factory=dict)
    variables: dict[str, str] = field(
        default_factory=lambda: {"PUBLIC_URL": PAGE, "WEBHOOK_SECRET": "s" * 32}
    )
    network: OfficeTelegram = field(default_factory=OfficeTelegram)
    said: list[Said] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(100))
    _seen: set[tuple[str, Errand]] = field(default_factory=set)

    @property
    def mia(self) -> int:
        return self.heart.cast.mia.telegram_id

    @property
    def stella(self) -> int:
        return self.heart.cast.stella.telegram_id

    @property
    def group(self) -> int:
        return self.heart.cast.team.chat_id

    async def says(self, who: int, text: str, *, where: int | None = None, **more: object) -> list[Said]:
        """Have somebody write in private, or in the group `where`; give what the bot says because of it."""
        message = self._message(who, where or who) | {"text": text} | more
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self._handled({"message": message})

    async def edits(self, who: int, text: str) -> list[Said]:
        """Have somebody edit a private message into `text`."""
        message = self._message(who, who) | {"text": text, "edit_date": int(self.heart.clock())}
        length = len(text.split(maxsplit=1)[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self._handled({"edited_message": message})

    async def presses(self, who: int, label: str, *, under: Said | None = None) -> list[Said]:
        """Have somebody press the newest button with this label; give what the bot says because of it."""
        shown = under or next(said for said in reversed(self.said) if label in said.buttons)
        return await self.sends_data(who, shown.buttons[label], shown)

    async def sends_data(self, who: int, data: str, under: Said) -> list[Said]:
        """Have somebody's client send the data of a button from under a message, which may have no such."""
        rows = [[_button(label, value)] for label, value in under.buttons.items()]
        message = self._message(1, under.chat_id) | {
            "text": under.text,
            "reply_markup": {"inline_keyboard": rows},
        }
        query = {"id": "1", "from": _user(who), "chat_instance": "1", "data": data, "message": message}
        return await self._handled({"callback_query": query})

    def toasts(self) -> list[str]:
        """Give what button presses were answered with."""
        return [call.text for call in self.network.done if call.method == "answerCallbackQuery" and call.text]

    async def audited(self, team: Team | None = None) -> list[str]:
        """Give the kinds of a team's audit entries."""
        async with self.heart.store.read() as unit:
            return [entry.kind for entry in await unit.audit.entries((team or self.heart.cast.team).id)]

    async def knows(self, telegram_id: int, name: str) -> Person:
        """Let the bot have met somebody."""
        async with self.heart.work() as work:
            return await work.unit.people.ensure(telegram_id, name, None, "en", work.now)

    async def enlists(self, name: str) -> int:
        """Have somebody listed as one more manager of the team; give the Telegram id."""
        person = await self.knows(next(self._numbers), name)
        async with self.heart.work() as work:
            await work.unit.managers.add(builders.manager(self.heart.cast.team, person, name=name))
        return person.telegram_id

    async def removes_mia(self) -> None:
        """Have the owner take Mia off the list."""
        async with self.heart.work() as work:
            await managers.remove(work, self.heart.cast.manager)

    async def _handled(self, update: dict[str, Any]) -> list[Said]:
        dispatcher = await self._dispatcher()
        await dispatcher.handle({"update_id": next(self._numbers)} | update)
        return await self._new()

    async def _dispatcher(self) -> Dispatcher:
        heart = self.heart
        providers = cast("dict[str, Provider]", self.vendors)
        manifests = {slug: provider.manifest for slug, provider in providers.items()}
        keys = {one.key_variable: "key" for one in manifests.values()}
        fixed = {
            "TELEGRAM_BOT_TOKEN": "123456789:AAFcanary_canary_canary_canary_canary",
            "ENCRYPTION_KEYS": generate_key(),
            "OWNER_IDS": str(SAM),
        }
        config = read_config(fixed | keys | self.variables, manifests)
        bot = telegram.Bot("1:a", request=self.network, get_updates_request=self.network)
        await bot.initialize()
        relay = Relay(providers, heart.driver, heart.notices, consents=heart.relay.consents)
        return Dispatcher(routes(config), bot, heart.store, relay, config, heart.clock, heart.changes)

    async def _new(self) -> list[Said]:
        """Take what is new out of the outbox, where it stays."""
        async with self.heart.store.read() as unit:
            entries = await unit.outbox.due(self.heart.clock(), 99)
        new = [entry for entry in entries if (entry.id, entry.errand) not in self._seen]
        self._seen.update((entry.id, entry.errand) for entry in new)
        self.deleted += [e.message_id or 0 for e in new if e.errand is Errand.DELETE]
        said = [_said(e.chat_id, Message.load(e.body or "")) for e in new if e.errand is Errand.SEND]
        self.said += said
        return said

    def _message(self, who: int, where: int) -> dict[str, Any]:
        chat = {"id": where, "type": "private" if where > 0 else "supergroup", "title": "Moonlight Agency"}
        return {
            "message_id": next(self._numbers),
            "date": int(self.heart.clock()),
            "from": _user(who),
            "chat": chat,
        }


def texts(said: Iterable[Said], chat_id: int) -> str:
    """Give all that was said in a chat."""
    return "\n".join(one.text for one in said if one.chat_id == chat_id)


def labels(said: Iterable[Said], chat_id: int) -> list[str]:
    """Give the labels of all buttons in a chat."""
    return [label for one in said if one.chat_id == chat_id for label in one.buttons]


def _button(label: str, value: str) -> dict[str, str]:
    return {"text": label, "url" if value.startswith("https://") else "callback_data": value}


def _user(telegram_id: int) -> dict[str, Any]:
    return {"id": telegram_id, "is_bot": telegram_id == 1, "first_name": "Somebody", "language_code": "en"}


def _said(chat_id: int, message: Message) -> Said:
    shown = {button.text: button.data or button.url or "" for row in message.buttons for button in row}
    return Said(chat_id, message.text, shown)
