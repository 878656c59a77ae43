"""Every sentence a person reads, by key and language. It knows nothing of attempts, Telegram or storage."""

from bot.locales.countries import country_name
from bot.locales.names import clean
from bot.locales.texts import Texts
from bot.locales.times import clock_time, day, moment, relative_time

__all__ = ["Texts", "clean", "clock_time", "country_name", "day", "moment", "relative_time"]
