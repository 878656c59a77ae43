"""What happened on this Telegram, as lines that a person can read. Knows no HTTP."""

from sandbox.telegram.chats import Chat, PrivateChat
from sandbox.telegram.groups import Group
from sandbox.telegram.messages import Message
from sandbox.telegram.world import Event, World


def transcript(world: World) -> str:
    """Tell every event of a world, oldest first."""
    return "\n".join(line(event) for event in world.events)


def line(event: Event) -> str:
    """Tell one event: where, who, what."""
    where = _place(event.chat)
    who = event.actor.first_name
    if event.kind in {"pressed", "answered"}:
        return f"[{where}] {who} {event.kind} {event.detail!r}"
    if event.message is None:
        return f"[{where}] {who} {event.kind}"
    verb = "" if event.kind == "sent" else f" {event.kind}"
    return f"[{where}] {who}{verb}: {_said(event.message)}"


def _place(chat: Chat) -> str:
    return (
        f"private, {chat.person.first_name}"
        if isinstance(chat, PrivateChat)
        else chat.title
        if isinstance(chat, Group)
        else str(chat.id)
    )


def _said(message: Message) -> str:
    buttons = " ".join(f"[{label}]" for row in message.labels for label in row)
    text = (
        message.text
        or ", ".join(message.post.service)
        or (message.content.media.kind if message.content.media else "")
    )
    return f"{text} {buttons}".strip()
