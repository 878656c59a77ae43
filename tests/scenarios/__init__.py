"""Every login scenario of every simulated vendor, played through the bot as a process."""
