"""The method that answers a pressed button: answerCallbackQuery."""

from sandbox.telegram.errors import refuse
from sandbox.telegram.formatting import utf16_length
from sandbox.telegram.params import Params
from sandbox.telegram.presses import Answer
from sandbox.telegram.world import World

_MAX_TEXT = 200


def answer_callback_query(world: World, params: Params) -> bool:
    """Answer once and in time; https://core.telegram.org/bots/api#answercallbackquery."""
    press = world.presses.get(params.text("callback_query_id"))
    is_late = press is not None and world.clock() - press.at > world.callback_lifetime
    if press is None or press.answer is not None or is_late:
        refuse("query is too old and response timeout expired or query ID is invalid")
    if utf16_length(params.text("text")) > _MAX_TEXT:
        refuse("MESSAGE_TOO_LONG")
    if params.text("url") and not params.text("url").startswith(("https://t.me/", "tg://")):
        refuse("URL_INVALID")
    press.answer = Answer(params.text("text"), params.flag("show_alert"))
    world.note("answered", press.message, world.bot, detail=press.answer.text)
    return True
