"""A local Telegram and local vendors over real HTTP; the bot runs in it as a process and never knows."""
