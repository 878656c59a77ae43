"""The facts of one attempt, put into the texts of one language. It knows no state and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.cards.buttons import Rows, Verb, data
from bot.cards.message import Button, Message
from bot.cards.outcomes import asks_for_password
from storage.models import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.locales import Texts
    from bot.locales.texts import Value
    from storage.models import Account, Attempt, AttemptView
    from storage.repositories.guesses import Target

LINE = Markup("\n")


@dataclass(frozen=True, slots=True)
class Introduction:
    """What she is told of a manager whom she does not know: listed `since` when (epoch seconds), by whom.

    `by` is empty where nobody else did it, or that one is forgotten.
    """

    since: float
    by: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """Makes the sentences and buttons of an attempt; every text may name the facts.

    `introduction` is of its manager, where she does not know that one yet.
    """

    texts: Texts
    facts: Mapping[str, str]
    attempt_id: str
    by_herself: bool
    has_page: bool = True
    introduction: Introduction | None = None

    @staticmethod
    def of(  # noqa: PLR0913 - what texts may name; the last by name
        view: AttemptView,
        texts: Texts,
        provider_label: str,
        page_host: str | None = "",
        *,
        bot: str = "",
        contact: str = "",
        introduction: Introduction | None = None,
    ) -> Wording:
        """Collect what the texts may name: names as they were frozen at listing and invitation.

        `page_host` is the connect page's domain, for texts that name it; it is shown whole.
        None tells that there is no page. `bot` is the bot's user name, `contact` a person or an address that
        she can ask; where there is none, that is the agency. `introduction` is of its manager, where she
        never agreed to anything that this one asked for.
        """
        facts = {
            "agency": view.team.title,
            "manager": view.manager.name if view.manager else "",
            "creator": view.enrolment.name,
            "platform": texts(f"platform.{view.attempt.platform}"),
            "where": where(texts, view.attempt.platform, view.number),
            "account": account_name(texts, view.account, view.number),
            "provider": provider_label,
            "page": escape(page_host or ""),
            "bot": bot,
            "contact": contact or view.team.title,
            "wrong_codes": str(view.attempt.wrong_codes),
            "gates": str(view.attempt.gates),
            "action": texts(f"action.{view.attempt.action}") if view.attempt.action else "",
        }
        by_herself = view.manager is None
        return Wording(texts, facts, view.attempt.id, by_herself, page_host is not None, introduction)

    def __call__(self, key: str, /, **values: Value) -> Markup:
        """Give the sentence `key` with the facts and `values` in it; a value counts more than its fact."""
        return self.texts(key, **{**self.facts, **values})

    def by_starter(self, key: str, /, **values: Value) -> Markup:
        """Give the sentence for what a manager started, or `key.own` for what she started herself."""
        return self(f"{key}.own" if self.by_herself else key, **values)

    def button(self, verb: Verb, *parts: str | int, label: str | None = None) -> Button:
        """Make the attempt's button for `verb`; `label` is the key of another label than the verb's own."""
        return Button(self.texts.plain(label or f"button.{verb}"), data(verb, self.attempt_id, *parts))


def lacks_page(say: Wording, attempt: Attempt) -> bool:
    """Tell whether only her password helps, and there is no page on which she could give it."""
    return not say.has_page and attempt.purpose is not Purpose.STEP_UP and asks_for_password(attempt)


def account_name(texts: Texts, account: Account | None, number: int | None) -> str:
    """Name an account by its name on the platform; one that is to come is just an account.

    One without a name is told from her others by its id; `number` is None where she has no other.
    """
    if account is None:
        return texts("account.to_come")
    if account.label is None and number is None:
        return texts("account.unnamed")
    return account.label or account.external_id


def where(texts: Texts, platform: str, number: int | None) -> Markup:
    """Name an account as the group may see it: by its platform, and its number if there are several."""
    named = texts(f"platform.{platform}")
    return named if number is None else texts("platform.numbered", platform=named, number=number)


def message(
    lines: Iterable[Markup], buttons: Rows = (), *, reply_to: int | None = None, thread: int | None = None
) -> Message:
    """Put lines together; what is not Markup by now is escaped here."""
    return Message(str(LINE.join(lines)), buttons, reply_to=reply_to, thread=thread)


def lift_button(texts: Texts, target: Target) -> Button:
    """Make the button by which one of two lets codes go on that stand still on a platform."""
    label = texts.plain("button.lift", platform=texts.plain(f"platform.{target.platform}"))
    return Button(label, data(Verb.LIFT, *target))
