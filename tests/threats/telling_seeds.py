"""Seeded faults in what is told apart: accounts, channels, known names and unknown ones, text and markup."""

# ruff: noqa: SLF001 - what a weaker function stands for may be private

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from starlette.responses import HTMLResponse

from bot.handlers import account_lists
from bot.people.problems import Problem, Refusal
from bot.relay import challenges, progress
from bot.relay.beginnings import Plan
from bot.web.connect import rendering
from storage.repositories.enrolments import Enrolments
from storage.repositories.guesses import Guesses, Target, Wrong
from storage.schema import attempts, teams
from tests.threats.weaker import always

if TYPE_CHECKING:
    import pytest
    from sqlalchemy import ColumnElement

    from providers.steps import Done
    from storage import Attempt, Enrolment
    from tests.threats.weaker import Seed


def takes_any_account(patch: pytest.MonkeyPatch) -> None:
    """Call it a success whichever account a login has brought."""
    done = progress._done

    def taken(attempt: Attempt, step: Done, now: float, account: str | None) -> Attempt:
        return done(attempt, replace(step, account=account or step.account), now, account)

    patch.setattr(progress, "_done", taken)


def names_no_account_ids(patch: pytest.MonkeyPatch) -> None:
    """Show an account by its label alone where it has one."""

    def alone(label: str | None, external_id: str) -> str:
        return label or external_id

    patch.setattr(account_lists, "with_id", alone)


def tells_who_is_known(patch: pytest.MonkeyPatch) -> None:
    """Say of a name that another team has something else than of one that nobody has."""
    plain = Enrolments.by_name

    async def by_name(enrolments: Enrolments, team_id: str, name: str) -> Enrolment | None:
        found = await plain(enrolments, team_id, name)
        others = [] if found else await enrolments._session.rows(select(teams.c.id))
        if any([await plain(enrolments, one["id"], name) for one in others]):
            raise Refusal(Problem.CREATOR_GONE)
        return found

    patch.setattr(Enrolments, "by_name", by_name)


def counts_each_provider_apart(patch: pytest.MonkeyPatch) -> None:
    """Give an account as many tries as there are providers that have it."""
    of, target_of, wrong = Target.of, Plan.target_of, Guesses._wrong
    asked_for = [""]

    def of_attempt(attempt: Attempt) -> Target:
        asked_for[:] = [attempt.provider]
        return of(attempt)

    def of_plan(plan: Plan, creator_id: str) -> Target:
        asked_for[:] = [plan.provider]
        return target_of(plan, creator_id)

    async def alone(
        guesses: Guesses, target: Target, count: ColumnElement[int], *which: ColumnElement[bool]
    ) -> tuple[Wrong, ...]:
        return await wrong(guesses, target, count, *which, attempts.c.provider == asked_for[0])

    patch.setattr(Target, "of", of_attempt)
    patch.setattr(Plan, "target_of", of_plan)
    patch.setattr(Guesses, "_wrong", alone)


def counts_no_try_before_a_resend(patch: pytest.MonkeyPatch) -> None:
    """Begin to count anew with each code that is sent."""
    claim = progress.claim

    def forgetting(attempt: Attempt, call: Any, now: float) -> Attempt:  # noqa: ANN401 - passed on as it came
        return replace(claim(attempt, call, now), wrong_codes=0)

    patch.setattr(progress, "claim", forgetting)


def shows_markup_on_pages(patch: pytest.MonkeyPatch) -> None:
    """Take what stands on the connect page for markup of ours."""

    def unescaped(html: str, *rest: Any, **named: Any) -> HTMLResponse:  # noqa: ANN401 - passed on as they came
        return HTMLResponse(unescape(html), *rest, **named)

    patch.setattr(rendering, "HTMLResponse", unescaped)


def asks_any_channel_again(patch: pytest.MonkeyPatch) -> None:
    """Ask for another code by a channel whose code was accepted."""
    patch.setattr(challenges, "was_accepted", always(False))  # noqa: FBT003 - as it answers


TELLING_SEEDS: Final[dict[str, Seed]] = {
    seed.__name__: seed
    for seed in (
        takes_any_account,
        names_no_account_ids,
        tells_who_is_known,
        counts_each_provider_apart,
        counts_no_try_before_a_resend,
        shows_markup_on_pages,
        asks_any_channel_again,
    )
}
