"""The connect page: where a creator signs in to her account by a one-time link, away from the chat."""

from bot.web.connect.browser import Browsers
from bot.web.connect.routes import ConnectPage, connect_routes

__all__ = ["Browsers", "ConnectPage", "connect_routes"]
