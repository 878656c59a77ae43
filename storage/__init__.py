"""What outlives a restart, sealed, on SQLite or PostgreSQL; it knows neither the bot nor the vendors."""
