"""Conversations with the real bot, over HTTP."""
