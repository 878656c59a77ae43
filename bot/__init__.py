"""The Telegram front end: what people say and press becomes calls of the relay, and the answers messages."""
