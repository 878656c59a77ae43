"""The vendors behind one vocabulary of steps; they know neither the bot nor its storage."""
