"""What people are shown about attempts."""
