"""Seeded faults: each makes one function of the product weaker, so that a row's test is itself tested.

They are put into a process of the bot by tests.threats.launcher, or into the test's own where a row is played
there. Nothing of them is in the product.
"""

# ruff: noqa: FBT003, S704, SLF001 - a weaker function says one thing, and what it stands for may be private

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from markupsafe import Markup

from bot.handlers import acting, refusals
from bot.locales import texts
from bot.people import who
from bot.people.problems import Problem, Refusal
from bot.relay import answers, codes, progress
from bot.relay.reactions import Reaction
from bot.relay.relay import Relay
from bot.web import site
from providers.secret import Secret
from storage import Keyring, audit, rotation, sealing
from storage.audit import Audit
from storage.repositories.attempts import _LIVE, Attempts
from storage.repositories.updates import Updates

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import RowMapping, Table

    from bot.relay.codes import NoCode
    from bot.relay.ports import Caller
    from bot.relay.work import Work
    from storage import Attempt, Unit
    from storage.session import Session

    Seed = Callable[[pytest.MonkeyPatch], None]


def always(result: object) -> Callable[..., Any]:
    """Give a function that says the same of everything."""
    return lambda *_args, **_named: result


def always_soon(result: object) -> Callable[..., Any]:
    """Give a coroutine function that says the same of everything."""

    async def says(*_args: object, **_named: object) -> object:
        return result

    return says


def sees_no_disguise(patch: pytest.MonkeyPatch) -> None:
    """Hold the person whose message was forwarded or came by a bot to its command."""
    patch.setattr(refusals, "disguise", always(None))


def asks_nobody_who_is_a_member(patch: pytest.MonkeyPatch) -> None:
    """Let who was shown out of the group command."""
    patch.setattr(acting, "require_membership", always_soon(None))


def lists_whoever_asked(patch: pytest.MonkeyPatch) -> None:
    """Let whoever ever applied or was removed command."""

    async def desk(unit: Unit, team_id: str, telegram_id: int) -> who.Desk:
        team, person = await unit.teams.get(team_id), await unit.people.by_telegram_id(telegram_id)
        manager = None if person is None else await unit.managers.find(team_id, person.id)
        if team is None or person is None or manager is None:
            raise Refusal(Problem.NOT_LISTED)
        return who.Desk(team, manager, person)

    patch.setattr(who, "desk_of_team", desk)


def takes_any_secret(patch: pytest.MonkeyPatch) -> None:
    """Take updates from whoever sends them."""
    patch.setattr(site, "_proves", always(True))


def forgets_updates(patch: pytest.MonkeyPatch) -> None:
    """Take a redelivered update for a new one."""
    patch.setattr(Updates, "claim", always_soon(True))


def refuses_no_text(patch: pytest.MonkeyPatch) -> None:
    """Take whatever has digits for her code."""
    patch.setattr(answers, "_refusal", always(None))


def says_codes(patch: pytest.MonkeyPatch) -> None:
    """Print each code, in hexadecimal digits."""
    _with_codes(patch, lambda code: sys.stderr.write(f"typed={code.encode().hex()}\n"))


def keeps_codes(patch: pytest.MonkeyPatch) -> None:
    """Write each code into a file beside the database, as UTF-16."""

    def keep(code: str) -> None:
        Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///")).with_suffix(".bin").write_bytes(
            code.encode("utf-16")
        )

    _with_codes(patch, keep)


def _with_codes(patch: pytest.MonkeyPatch, do: Callable[[str], object]) -> None:
    found = codes.find_code

    def find(text: Secret, lengths: tuple[int, ...]) -> Secret | NoCode:
        code = found(text, lengths)
        if isinstance(code, Secret):
            do(code.reveal())
        return code

    patch.setattr(answers, "find_code", find)


def hands_codes_over_twice(patch: pytest.MonkeyPatch) -> None:
    """Make a claimed call twice."""
    claim = answers._claim

    async def twice(work: Work, *rest: Any) -> Reaction | None:  # noqa: ANN401 - passed on as they came
        reaction: Reaction | None = await claim(work, *rest)
        work.after_commit.extend(work.after_commit[-1:])
        return reaction

    patch.setattr(answers, "_claim", twice)


def takes_any_attempt(patch: pytest.MonkeyPatch) -> None:
    """Take whatever login is open for that of whoever types."""

    async def live(repository: Attempts, _creator_id: str) -> Attempt | None:
        return await repository._rows.first(_LIVE)

    patch.setattr(Attempts, "live_of_creator", live)


def knows_no_telegram_code(patch: pytest.MonkeyPatch) -> None:
    """Not know the wordings of Telegram's own login codes."""
    patch.setattr(answers, "is_telegrams_own", always(False))


def cancels_nothing(patch: pytest.MonkeyPatch) -> None:
    """Say that a login is cancelled, and let it run."""
    patch.setattr(Relay, "cancel", always_soon(Reaction.DONE))


def ends_nothing_by_time(patch: pytest.MonkeyPatch) -> None:
    """Let logins and codes live for ever."""
    claim = answers._claim

    async def whenever(work: Work, caller: Caller, attempt: Attempt, code: Secret) -> Reaction | None:
        return await claim(work, caller, replace(attempt, answer_by=float("inf")), code)

    patch.setattr(answers, "_claim", whenever)
    patch.setattr(progress, "time_out", always(None))


def seals_nothing(patch: pytest.MonkeyPatch) -> None:
    """Write what is to be sealed as it is, behind a header that looks right."""
    sealed = Keyring.seal

    def seal(keyring: Keyring, table: str, column: str, row_id: str, plain: bytes) -> bytes:
        return sealed(keyring, table, column, row_id, b"")[: sealing._NONCE_END] + plain

    patch.setattr(Keyring, "seal", seal)
    patch.setattr(Keyring, "open", lambda *arguments: arguments[-1][sealing._NONCE_END :])


def seals_for_no_place(patch: pytest.MonkeyPatch) -> None:
    """Let a sealed value open wherever it is put."""
    seal, unseal = Keyring.seal, Keyring.open
    patch.setattr(Keyring, "seal", lambda keyring, *place: seal(keyring, "", "", "", place[-1]))
    patch.setattr(Keyring, "open", lambda keyring, *place: unseal(keyring, "", "", "", place[-1]))


def rotates_out_of_place(patch: pytest.MonkeyPatch) -> None:
    """Seal anew for a place that is none, so that nothing opens after a rotation."""
    reseal, seal = rotation._reseal, Keyring.seal

    async def elsewhere(session: Session, table: Table, row: RowMapping) -> int:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(
                Keyring, "seal", lambda keyring, *place: seal(keyring, place[0], place[1], "", place[-1])
            )
            return await reseal(session, table, row)

    patch.setattr(rotation, "_reseal", elsewhere)


def escapes_nothing(patch: pytest.MonkeyPatch) -> None:
    """Take names from outside for markup of ours."""
    patch.setattr(texts, "_in_html", lambda value: Markup(value) if isinstance(value, str) else value)


def cleans_nothing(patch: pytest.MonkeyPatch) -> None:
    """Show names as long and with as many invisible characters as they are."""
    patch.setattr(texts, "clean", lambda name, _limit=0: name)


def chains_no_times(patch: pytest.MonkeyPatch) -> None:
    """Leave the time of an entry out of its MAC."""
    mac = audit._entry_mac
    patch.setattr(
        audit,
        "_entry_mac",
        lambda vault, team_id, entry, before: mac(vault, team_id, {**entry, "at": 0.0}, before),
    )


def takes_any_end(patch: pytest.MonkeyPatch) -> None:
    """Not miss what was cut off at the end of the history."""
    fault = Audit._fault

    def blind(repository: Audit, *rest: Any) -> str | None:  # noqa: ANN401 - passed on as they came
        found = fault(repository, *rest)
        return None if found == "cut short" else found

    patch.setattr(Audit, "_fault", blind)


SEEDS: Final[dict[str, Seed]] = {
    seed.__name__: seed
    for seed in (
        sees_no_disguise,
        asks_nobody_who_is_a_member,
        lists_whoever_asked,
        takes_any_secret,
        forgets_updates,
        refuses_no_text,
        says_codes,
        keeps_codes,
        hands_codes_over_twice,
        takes_any_attempt,
        knows_no_telegram_code,
        cancels_nothing,
        ends_nothing_by_time,
        seals_nothing,
        seals_for_no_place,
        rotates_out_of_place,
        escapes_nothing,
        cleans_nothing,
        chains_no_times,
        takes_any_end,
    )
}
