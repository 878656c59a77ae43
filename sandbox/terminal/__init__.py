"""Tells in a terminal what happens on the local Telegram, in two columns."""
