"""The chat page over HTTP."""
