"""A local Telegram: the Bot API over real HTTP, as strict as the real one, with people who talk to the bot.

Imports nothing of the product.
"""

from sandbox.telegram.accounts import TELEGRAM
from sandbox.telegram.calls import Call
from sandbox.telegram.channels import Channel
from sandbox.telegram.faults import Answer, Hold
from sandbox.telegram.groups import Group, Topic
from sandbox.telegram.impossible import ImpossibleError
from sandbox.telegram.messages import Message
from sandbox.telegram.origins import channel_origin, chat_origin, hidden_origin, user_origin
from sandbox.telegram.pace import Pace
from sandbox.telegram.people import Person
from sandbox.telegram.presses import Press
from sandbox.telegram.server import TelegramServer
from sandbox.telegram.world import Event

__all__ = [
    "TELEGRAM",
    "Answer",
    "Call",
    "Channel",
    "Event",
    "Group",
    "Hold",
    "ImpossibleError",
    "Message",
    "Pace",
    "Person",
    "Press",
    "TelegramServer",
    "Topic",
    "channel_origin",
    "chat_origin",
    "hidden_origin",
    "user_origin",
]
