"""A local Telegram: the Bot API over real HTTP, as strict as the real one, with people who talk to the bot.

Imports nothing of the product.
"""

from sandbox.telegram.calls import Call
from sandbox.telegram.faults import Answer, Hold
from sandbox.telegram.groups import Group, Topic
from sandbox.telegram.messages import Message
from sandbox.telegram.pace import Pace
from sandbox.telegram.people import ImpossibleError, Person
from sandbox.telegram.presses import Press
from sandbox.telegram.server import TelegramServer
from sandbox.telegram.world import Event

__all__ = [
    "Answer",
    "Call",
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
]
