"""The conversations, one file each: read the update, call the relay or people, return."""
