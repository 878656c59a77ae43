"""Teams, managers, creators, their consent and their accounts.

It knows no Telegram, no SQL and no provider's API.
"""
