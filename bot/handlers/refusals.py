"""Commands that hide who gives them, and messages that were changed after they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import chat_of, sender
from bot.handlers.answers import reply, saying
from bot.handlers.codes import read_typed
from bot.handlers.commands import NAMES, given
from bot.handlers.reception import hide_secret, may_be_spoken_to
from bot.people.problems import Problem, Refusal
from bot.people.who import roles_of

if TYPE_CHECKING:
    import telegram

    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn


def disguise(message: telegram.Message) -> Problem | None:
    """Tell why nobody can be held to this command; None for a plain one of a person."""
    if message.sender_chat is not None:
        return Problem.ANONYMOUS
    if message.via_bot is not None:
        return Problem.VIA_BOT
    if message.forward_origin is not None:
        return Problem.FORWARDED
    return None


def is_disguised_command(update: telegram.Update) -> bool:
    """Match our commands whose author is hidden or another."""
    command = given(update.message)
    return (
        update.message is not None
        and command is not None
        and command.name in NAMES
        and disguise(update.message) is not None
    )


async def disguised(turn: Turn) -> None:
    """Refuse it, and say how to do it instead."""
    problem = None if turn.update.message is None else disguise(turn.update.message)
    if problem is not None:
        raise Refusal(problem)


async def edited(reception: Reception, turn: Turn) -> None:
    """Answer an edited command, and an edited message of somebody known in private; neither has an effect."""
    message = turn.update.edited_message
    if message is None:
        return
    if chat_of(turn).type == "private":
        await _edited_in_private(turn, message)
        return
    command = given(message)
    if command is not None and command.name in NAMES and await may_be_spoken_to(turn):
        await reception.respond(turn, saying("problem.edited"))


async def _edited_in_private(turn: Turn, message: telegram.Message) -> None:
    """Have it sent anew; what may be a code disappears meanwhile, for it must not stay in the chat."""
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
    if roles.stranger:
        return
    async with turn.effect() as work:
        await hide_secret(turn, work)
        if roles.seats and read_typed(message).shows_something:
            await turn.delete(work, message.chat.id, message.message_id)
        await reply(turn, work, saying("problem.edited"))


async def unknown_command(_turn: Turn) -> None:
    """Say that there is no such command."""
    raise Refusal(Problem.NO_SUCH_COMMAND)


async def wrong_place(turn: Turn) -> None:
    """Say where a command of ours is written."""
    private = chat_of(turn).type == "private"
    raise Refusal(Problem.GROUP_ONLY if private else Problem.PRIVATE_ONLY)


async def old_button(_turn: Turn) -> None:
    """Say that a button means nothing any more."""
    raise Refusal(Problem.OLD_BUTTON)
