"""What she cannot overlook: whatever asks her, in whichever language, says who, what, why, until when."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest

from bot.cards.wording import Wording
from bot.locales import Texts
from storage.models import Purpose, Why
from tests.bot.cards.test_facts import BOT, LANGUAGES, PAGE, PROVIDER, UNTIL, prompts, shown
from tests.threats.playing import LONG, Measure, many, threat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.models import AttemptView

pytestmark = LONG

WHAT: Final = product(("code", "link"), Purpose, ("", ".own"))
DOES: Final = ("does.page", "does.page.own", *(f"does.{what}.{purpose}{own}" for what, purpose, own in WHAT))
EVERY: Final = many(1, 20)
"""Of so many prompts in a language one is read."""


@threat(1, "gives_no_reason", "names_no_account", engines=("cards",))
@pytest.mark.usefixtures("seeded_here")
def test_every_prompt_in_every_language_holds_the_seven_facts(measure: Measure) -> None:
    """Played against the cards in this process: no database has a part in them."""
    missing, read = list[str](), 0
    for language in LANGUAGES:
        texts = Texts.of(language)
        for of in list(prompts())[::EVERY]:
            text = shown(texts, of)
            missing += [f"{fact} in {language}" for fact, said in _facts(texts, of) if not _any(said, text)]
            read += 1
    first = f", first {missing[0]}" if missing else ""
    measure(
        f"{len(missing)} facts missing in {read} prompts in {len(LANGUAGES)} languages{first}",
        reached=not missing and read > len(LANGUAGES),
    )


def _facts(texts: Texts, of: AttemptView) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name each fact, with the ways in which a prompt may say it."""
    say = Wording.of(of, texts, PROVIDER, PAGE, bot=BOT)
    yield "which agency", ("Moonlight Agency",)
    if of.manager is not None:
        yield "who asks", ("Mia",)
    if of.account is not None:
        yield "which account", ("@stella",)
    yield "which platform", ("OnlyFans",)
    yield "which provider", (PROVIDER,)
    is_step_up = of.attempt.purpose is Purpose.STEP_UP
    why = "step_up.warning" if is_step_up else f"why.{of.attempt.why if of.manager else Why.OWN_WISH}"
    yield "why", (str(say(why)),)
    yield "until when", (f'unix="{int(UNTIL)}"',)
    yield "what her answer does", tuple(str(say(key)) for key in DOES)


def _any(said: tuple[str, ...], text: str) -> bool:
    return any(one in text for one in said)
