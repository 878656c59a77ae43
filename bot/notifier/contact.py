"""Whom a creator can ask about a login: what the operator has set, else an owner who has opened a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.locales import clean

if TYPE_CHECKING:
    from storage import Person, Unit


async def contact_of(unit: Unit, owners: frozenset[int], configured: str | None) -> str:
    """Name the contact; empty where nobody is known, and the agency's name has to do."""
    if configured is not None:
        return configured
    for owner in sorted(owners):
        person = await unit.people.by_telegram_id(owner)
        if person is not None and person.reachable:
            return _named(person)
    return ""


def _named(person: Person) -> str:
    """Name an owner by what Telegram last told of that person."""
    name = clean(person.first_name)
    return name if person.username is None else f"{name} (@{person.username})"
