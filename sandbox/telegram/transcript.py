"""What happened on this Telegram, as lines that a person can read. Knows no HTTP."""

from sandbox.telegram.chats import Chat, PrivateChat
from sandbox.telegram.groups import Group
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
    verb = "" if event.kind == "sent" else f" {event.kind}"
    return f"[{where}] {who}{verb}{_said(event)}"


def _place(chat: Chat) -> str:
    if isinstance(chat, PrivateChat):
        return f"private, {chat.person.first_name}"
    return chat.title if isinstance(chat, Group) else str(chat.id)


def _said(event: Event) -> str:
    if event.message is None or event.content is None:
        return ""
    content = event.content
    buttons = " ".join(f"[{button.text}]" for row in content.keyboard for button in row)
    text = (
        content.text.text
        or ", ".join(event.message.post.service)
        or (content.media.kind if content.media else "")
    )
    return f": {text} {buttons}".rstrip()
