"""Makes Telegram show what the cards say, across restarts too; it decides nothing about attempts."""
