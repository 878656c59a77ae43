"""The heart: attempts, their states and limits; it knows no Telegram, no SQL and no vendor."""
