"""Which account of a creator's a manager means: offered to the group, and read from the button pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.wording import where
from bot.handlers.acting import manager_of, require_membership
from bot.handlers.answers import Offer
from bot.handlers.choices import choose
from bot.handlers.finding import Meant
from bot.people.accounts import linked, numbered
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.handlers.choices import Choice
    from bot.handlers.turn import Turn
    from storage import Account, Unit


def account_rows(
    turn: Turn, choice: Choice, offered: Iterable[Account], hers: Sequence[Account]
) -> list[tuple[Offer, ...]]:
    """Give a button for each account; the group sees no handle and no id, but their numbers among `hers`."""
    numbers = numbered(hers)
    return [
        (
            Offer(
                "button.account",
                choose(choice, account.id),
                facts={"platform": where(turn.texts, account.platform, numbers.get(account.id))},
            ),
        )
        for account in offered
    ]


async def account_meant(turn: Turn, unit: Unit, account_id: str) -> tuple[Meant, Account]:
    """Give the account that a button means, and whose it is, for the listed manager who pressed it."""
    account = await linked(unit, account_id)
    desk = await manager_of(turn, unit, account.team_id)
    enrolment = await unit.enrolments.find(account.team_id, account.creator_id)
    if enrolment is None:
        raise Refusal(Problem.CREATOR_GONE)
    return Meant(desk, enrolment), account


async def require_member_for(turn: Turn, account_id: str) -> None:
    """Refuse whoever pressed an account's button and is no listed manager and member of its team."""
    async with turn.store.read() as unit:
        meant, _ = await account_meant(turn, unit, account_id)
    await require_membership(turn.bot, meant.desk)
