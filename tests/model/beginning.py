"""What is stored when a story begins: Stella in two teams with three managers, and what there was before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.people.who import Desk
from storage.models import State
from tests.bot.relay.attempts import NOW
from tests.model.numbers import DAY, HOUR
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage import Store
    from storage.models import Account, Attempt, Enrolment, Manager
    from tests.model.copies import Copies, Restore


@dataclass(frozen=True)
class Place:
    """A team as a manager of it sees it: what can be asked there."""

    desk: Desk
    enrolment: Enrolment
    account: Account

    @property
    def manager(self) -> Manager:
        return self.desk.manager


_OVER: Mapping[str, Any] = {"due_at": None, "ask": None, "resume": None}


class Past(StrEnum):
    """What there was with the first account before a story begins, which its few steps would not come to."""

    NONE = "none"
    FOUR_WRONG_TODAY = "four_wrong_today"
    NINETEEN_WRONG_IN_A_ROW = "nineteen_wrong_in_a_row"
    FIVE_PROMPTS_TODAY = "five_prompts_today"

    @property
    def wrong(self) -> tuple[float, ...]:
        """Give when codes were wrong."""
        if self is Past.FOUR_WRONG_TODAY:
            return (NOW - 2 * HOUR,) * 3 + (NOW - HOUR,)
        if self is Past.NINETEEN_WRONG_IN_A_ROW:
            return tuple(NOW - (2 + number // 3) * DAY for number in range(19))
        return ()

    @property
    def prompts(self) -> tuple[float, ...]:
        """Give when she was asked."""
        return tuple(NOW - hours * HOUR for hours in range(1, 6)) if self is Past.FIVE_PROMPTS_TODAY else ()


@dataclass(frozen=True)
class Beginning:
    """What is stored when a story begins; a story is played on the same database as the last.

    `nora` are the places of another creator, one beside each of Stella's.
    """

    cast: builders.Cast
    places: tuple[Place, ...]
    nora: tuple[Enrolment, ...]
    restores: Mapping[Past, Restore]

    @classmethod
    async def store(cls, store: Store, copies: Copies) -> Beginning:
        """Store two teams with three managers, of whom she knows two; `copies` gives the way back to them."""
        cast = await builders.cast(store)
        noah, ida = await builders.person(store, "Noah"), await builders.person(store, "Ida")
        other = builders.team(title="Starlight Agency")
        her = builders.enrolment(other, cast.stella)
        places = (
            Place(Desk(cast.team, cast.manager, cast.mia), cast.enrolment, cast.account),
            Place(
                Desk(cast.team, builders.manager(cast.team, noah, name="Noah"), noah),
                cast.enrolment,
                cast.account,
            ),
            Place(
                Desk(other, builders.manager(other, ida, name="Ida"), ida),
                her,
                builders.account(other, cast.stella),
            ),
        )
        nora = await builders.person(store, "Nora")
        noras = tuple(builders.enrolment(place.desk.team, nora, name="Nora") for place in places)
        async with store.write() as unit:
            await unit.teams.add(other)
            for enrolment in noras[::2]:
                await unit.enrolments.add(enrolment)
            for place in places[1:]:
                await unit.managers.add(place.manager)
            await unit.enrolments.add(her)
            await unit.accounts.add(places[2].account)
            for place in places[::2]:
                await unit.attempts.add(_long_ago(place))
                assigned = builders.assignment(place.desk.team, external_id=place.account.external_id)
                await unit.assignments.assign(assigned)
            await unit.teams.set_step_up(cast.team.id, NOW)
            await unit.enrolments.set_step_up(cast.enrolment.id, NOW)
        restores = {Past.NONE: await copies(store)}
        for past in set(Past) - {Past.NONE}:
            await _live_through(store, cast, past)
            restores[past] = await copies(store)
            await restores[Past.NONE]()
        return cls(cast, places, noras, restores)


async def _live_through(store: Store, cast: builders.Cast, past: Past) -> None:
    """Store the logins in which she typed wrong codes, and those that were cancelled after she was asked."""
    guessed = [
        builders.attempt(cast, **_OVER, **_at(at), state=State.FAILED, manager_id=None, wrong_codes=count)
        for at, count in Counter(past.wrong).items()
    ]
    asked = [
        builders.attempt(cast, **_OVER, **_at(at), state=State.CANCELLED, prompted_at=at)
        for at in past.prompts
    ]
    async with store.write() as unit:
        for attempt in (*guessed, *asked):
            await unit.attempts.add(attempt)


def _long_ago(place: Place) -> Attempt:
    """Make the login by which this manager is known to her."""
    of = builders.Cast(
        place.desk.team, place.desk.person, place.manager, place.desk.person, place.enrolment, place.account
    )
    whose = {"creator_id": place.enrolment.creator_id}
    return builders.attempt(of, **_OVER, **_at(NOW - 30 * DAY), **whose, state=State.CONNECTED)


def _at(time: float) -> dict[str, Any]:
    return dict.fromkeys(("created_at", "state_since", "answer_by", "ends_at"), time)
