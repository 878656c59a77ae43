"""What happens to logins while processes, databases, Telegram and the provider fail."""
