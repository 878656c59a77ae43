"""The question whether an account is hers, and her answer: her Yes alone makes it count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import person_here
from bot.handlers.answers import Offer, clear, reply, saying, tell, tell_team
from bot.handlers.choices import Choice, choose
from bot.handlers.requesting import require_askable
from bot.people.account_questions import note_question
from bot.people.accounts import confirm, disown
from bot.people.problems import Problem, Refusal
from storage import ManagerState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Account, Enrolment, Manager, Person, Unit


async def ask_whether_hers(
    turn: Turn, work: Work, enrolment: Enrolment, account: Account, manager: Manager | None, **asking: str
) -> bool:
    """Ask her in private, for a manager or with None by the owner's word; she is locked before.

    False if this question was put within an hour. Refusal if she may be asked nothing, and if managers have
    had her asked too often.
    """
    creator = await require_askable(work, enrolment)
    if not await note_question(work, enrolment, account, turn.relay.limits, manager):
        return False
    rows = (
        (Offer("button.mine", choose(Choice.MINE, account.id)),),
        (Offer("button.not_mine", choose(Choice.NOT_MINE, account.id)),),
    )
    facts = {**asking, **account_facts(turn, account)}
    if manager is None:
        await tell(turn, work, creator, saying("account.question.owner", *rows, **facts))
    else:
        await tell(turn, work, creator, saying("account.question", *rows, manager=manager.name, **facts))
    return True


async def press_mine(turn: Turn, chosen: Chosen) -> None:
    """Take her Yes."""
    await _answered(turn, chosen, confirm, "account.confirmed")


async def press_not_mine(turn: Turn, chosen: Chosen) -> None:
    """Take her No."""
    await _answered(turn, chosen, disown, "account.disowned")


async def is_void(unit: Unit, parts: tuple[str, ...]) -> bool:
    """Tell whether a question has ended with the place of the manager whom its button names last, if any."""
    if len(parts) == 1:
        return False
    manager = await unit.managers.get(parts[-1])
    return manager is None or manager.state is not ManagerState.LISTED


def account_facts(turn: Turn, account: Account) -> dict[str, str]:
    """Give what a text may name of an account, for her, the manager who links it and the owner."""
    provider = turn.relay.providers.get(account.provider)
    return {
        "platform": turn.texts.plain(f"platform.{account.platform}"),
        "account": account.label or account.external_id,
        "provider": account.provider if provider is None else provider.manifest.label,
    }


async def _answered(
    turn: Turn, chosen: Chosen, answer: Callable[[Work, str, Person], Awaitable[Account]], key: str
) -> None:
    """Take her answer; a question that has been answered elsewhere goes away, and she is told so."""
    async with turn.effect() as work:
        person = await person_here(turn, work)
        await clear(turn, work)
        try:
            account = await answer(work, chosen.parts[0], person)
        except Refusal as refusal:
            if refusal.problem is not Problem.ACCOUNT_GONE:
                raise
            turn.toast(turn.texts.plain(f"problem.{refusal.problem}"), alert=True)
        else:
            await _tell_outcome(turn, work, account, key)


async def _tell_outcome(turn: Turn, work: Work, account: Account, key: str) -> None:
    """Answer her, and tell the group, which hears her team name and the platform alone."""
    facts = account_facts(turn, account)
    await reply(turn, work, saying(key, platform=facts["platform"], account=facts["account"]))
    team = await work.unit.teams.get(account.team_id)
    enrolment = await work.unit.enrolments.find(account.team_id, account.creator_id)
    if team is not None and enrolment is not None:
        said = saying(f"{key}.team", name=enrolment.name, platform=facts["platform"])
        await tell_team(turn, work, team, said)
