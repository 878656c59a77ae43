"""What a creator sets for herself: how she is asked, and in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import AskMode
from tests.bot.handlers.office import labels, texts

if TYPE_CHECKING:
    from tests.bot.handlers.office import Office


async def mode(office: Office) -> AskMode:
    async with office.heart.store.read() as unit:
        enrolment = await unit.enrolments.find(office.heart.cast.team.id, office.heart.cast.stella.id)
    assert enrolment is not None
    return enrolment.mode


async def test_she_changes_how_she_is_asked_and_back(office: Office) -> None:
    before = await mode(office)
    there, back = ("Ask me before each login", "Start when a manager asks")
    if before is AskMode.ASK_FIRST:
        there, back = back, there
    await office.says(office.stella, "/settings")
    await office.presses(office.stella, there)
    assert await mode(office) is not before
    assert texts(office.said, office.stella).count("✅")
    await office.says(office.stella, "/settings")
    await office.presses(office.stella, back)
    assert await mode(office) is before
    assert {"mode_ask_first", "mode_start"} <= set(await office.audited())


async def test_nobody_else_changes_it(office: Office) -> None:
    before = await mode(office)
    shown = await office.says(office.stella, "/settings")
    [label] = [one for one in labels(shown, office.stella) if one.startswith(("Ask me", "Start when"))]
    await office.presses(office.mia, label)
    assert await mode(office) is before


async def test_she_is_written_to_in_the_language_she_chose(office: Office) -> None:
    await office.says(office.stella, "/settings")
    assert "auf Deutsch" in texts(await office.presses(office.stella, "Deutsch"), office.stella)
    assert "In welcher Sprache" in texts(await office.says(office.stella, "/settings"), office.stella)
    said = await office.says(office.mia, "/freeze Stella", where=office.group)
    assert "hat deine Anmeldungen" in texts(said, office.stella)
    await office.presses(office.stella, "Wie in Telegram")
    assert "In which language" in texts(await office.says(office.stella, "/settings"), office.stella)
