"""What the page shows, as JSON: chats, her phone, what can be tried. It reads the world, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.handset import CODE_GATES
from sandbox.page.trials import NEW_LOGIN, PASSWORD, shown_trials
from sandbox.vendor import Gate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.handset import Arrival, Waiting
    from sandbox.running import Cast, Stage
    from sandbox.telegram import Message, Person
    from sandbox.telegram.accounts import Account
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.keyboard import Button

GROUP: Final = "group"
MOST_ARRIVALS: Final = 3
MOST_NOTICES: Final = 20
KINDS: Final = {Gate.SMS: "SMS", Gate.EMAIL: "E-mail", Gate.AUTHENTICATOR: "Authenticator"}


def people_of(cast: Cast) -> dict[str, Person]:
    """Give the people by the names under which the page knows them."""
    return {"mia": cast.mia, "stella": cast.stella, "sam": cast.sam}


def chats_of(cast: Cast) -> dict[str, Chat]:
    """Likewise the chats: the group, and each person's with the bot."""
    return {GROUP: cast.group, **{key: person.private for key, person in people_of(cast).items()}}


def view(stage: Stage) -> Json:
    """Give everything that the page shows. Texts are plain, with Telegram's entities beside them."""
    bot = stage.telegram.world.bot
    return {
        "ahead": stage.clock.ahead,
        "steps_clock": stage.choices.with_clock,
        "bot": {"name": bot.first_name, "username": bot.username},
        "chats": {key: _chat(stage, chat) for key, chat in chats_of(stage.cast).items()},
        "phone": _phone(stage),
        "notices": _notices(stage),
        "links": _links(stage),
        "site": stage.bot.url,
        "her_login": {"login": NEW_LOGIN, "password": PASSWORD},
        "played_at": stage.choices.provider,
        "providers": [shown_trials(provider) for provider in stage.providers.values()],
    }


def _links(stage: Stage) -> list[Json]:
    """Tell where links of vendors and platforms lead in the sandbox, by how they begin."""
    vendors = [provider.vendor for provider in stage.providers.values()]
    return [{"from": each.link_base, "to": each.base_url} for each in vendors if hasattr(each, "link_base")]


def _chat(stage: Stage, chat: Chat) -> Json:
    deleters = {e.message: e.actor for e in stage.telegram.world.events if e.kind == "deleted"}
    return {
        "title": getattr(chat, "title", stage.telegram.world.bot.first_name),
        "messages": [_message(stage, message, deleters.get(message)) for message in chat.history],
    }


def _message(stage: Stage, message: Message, deleted_by: Account | None) -> Json:
    head: Json = {
        "id": message.id,
        "from": _key(stage, message.sender),
        "name": message.sender.first_name,
        "date": message.date,
    }
    if message.deleted:
        return {**head, "deleted_by": deleted_by.first_name if deleted_by else "", "text": ""}
    if message.is_service:
        return {**head, "service": _service(message)}
    replied = message.reply_to
    return {
        **head,
        "text": message.text,
        "entities": [entity.to_json() for entity in message.content.text.entities],
        "media": message.content.media.kind if message.content.media else None,
        "buttons": [[_button(button) for button in row] for row in message.buttons],
        "edits": len(message.versions),
        "reply": {"name": replied.sender.first_name, "text": replied.text} if replied else None,
    }


def _key(stage: Stage, account: Account) -> str:
    keys = {person.id: key for key, person in people_of(stage.cast).items()}
    return keys.get(account.id, "bot")


def _service(message: Message) -> str:
    joined = message.post.service.get("new_chat_members")
    names = [str(member["first_name"]) for member in joined] if isinstance(joined, list) else []
    return f"{message.sender.first_name} added {' and '.join(names)}" if names else "The group changed"


def _button(button: Button) -> Json:
    return {"text": button.text, "url": button.url}


def _phone(stage: Stage) -> Json:
    arrivals = [a for a in stage.handset.arrivals if a.gate is not Gate.AUTHENTICATOR]
    return {
        "arrivals": [_arrival(stage, arrival) for arrival in reversed(arrivals[-MOST_ARRIVALS:])],
        "wanted": [_wanted(stage, each) for each in _for_phone(stage.handset.open_attempts())],
    }


def _for_phone(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Leave out what an SMS or an e-mail brings."""
    return [each for each in waiting if each.attempt.gate in {Gate.SELFIE, Gate.APP, Gate.AUTHENTICATOR}]


def _arrival(stage: Stage, arrival: Arrival) -> Json:
    return {
        **_whose(stage, arrival.provider, arrival.account_id),
        "kind": KINDS[arrival.gate],
        "code": arrival.code,
        "date": arrival.at,
    }


def _wanted(stage: Stage, waiting: Waiting) -> Json:
    attempt = waiting.attempt
    return {
        **_whose(stage, waiting.provider, attempt.account.id),
        "attempt": attempt.id,
        "kind": {Gate.SELFIE: "selfie", Gate.APP: "app"}.get(attempt.gate or Gate.SMS, "code"),
        "code": attempt.code(stage.clock()) if attempt.gate in CODE_GATES else None,
    }


def _whose(stage: Stage, slug: str, account_id: str) -> Json:
    """Name the platform and the account as it is known there; an app may not know it yet."""
    provider = stage.providers[slug]
    known = provider.vendor.platform.get(account_id)
    name = f"@{known.username}" if known and known.username else account_id
    return {"platform": provider.platform, "account": name or "a new account"}


def _notices(stage: Stage) -> list[Json]:
    """Give what popped up over the chats after a press, newest last."""
    answered = [
        press for press in stage.telegram.world.presses.values() if press.answer and press.answer.text
    ]
    return [
        {"id": press.id, "to": _key(stage, press.person), "text": press.answer.text}
        for press in answered[-MOST_NOTICES:]
        if press.answer
    ]
