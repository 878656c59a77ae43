"""What people are shown about attempts: pure functions from a row to text and buttons.

They know no Telegram class and no database.
"""
