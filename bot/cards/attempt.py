"""What people should see of an attempt, by audience: the notifier makes their chats show it."""

from bot.cards.creator import creator_faces
from bot.cards.team import team_faces

__all__ = ["creator_faces", "team_faces"]
