"""What `/history` shows of one login: when, who asked, for what, why, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.cards.wording import account_name
from bot.locales import moment
from bot.relay.endings import Own
from storage.models import OVER, State, Why

if TYPE_CHECKING:
    from bot.locales import Texts
    from bot.people.histories import Page, Past

BETWEEN = Markup("\n\n")


def her_logins(texts: Texts, page: Page, provider_labels: dict[str, str]) -> Markup:
    """List a page of her own logins, with her accounts by name."""
    told = [
        texts(
            "history.entry",
            when=moment(past.attempt.created_at),
            platform=texts(f"platform.{past.attempt.platform}"),
            account=account_name(texts, past.account, None),
            provider=provider_labels.get(past.attempt.provider, past.attempt.provider),
            asked=_asked(texts, past, own="history.asked.own"),
            ended=_ended(texts, past),
        )
        for past in page.entries
    ]
    return _with_older(texts, page, told)


def logins_of(texts: Texts, page: Page, name: str) -> Markup:
    """List a page of a creator's logins for a manager, who sees neither her accounts' names nor their ids."""
    told = [
        texts(
            "history.entry.team",
            when=moment(past.attempt.created_at),
            platform=texts(f"platform.{past.attempt.platform}"),
            asked=_asked(texts, past, own="history.asked.creator", name=name),
            ended=_ended(texts, past),
        )
        for past in page.entries
    ]
    return _with_older(texts, page, told)


def _with_older(texts: Texts, page: Page, told: list[Markup]) -> Markup:
    older = [texts("history.older", count=page.older)] if page.older and page.number == page.last else []
    return BETWEEN.join([*told, *older] or [texts("history.empty")])


def _asked(texts: Texts, past: Past, *, own: str, name: str = "") -> Markup:
    """Say who asked and why; of one who was removed for good only that."""
    attempt, agency = past.attempt, past.team.title
    if attempt.why is Why.OWN_WISH:
        return texts(own, name=name) if name else texts(own)
    if past.manager is None:
        return texts("history.asked.gone", agency=agency)
    asked = texts("history.asked", manager=past.manager.name, agency=agency)
    why = _why(texts, past)
    return asked if why is None else Markup("{} {}").format(asked, why)


def _why(texts: Texts, past: Past) -> Markup | None:
    attempt = past.attempt
    if attempt.action is not None:
        return texts("history.why.action", action=texts(f"action.{attempt.action}"))
    return texts("history.why.session_expired") if attempt.why is Why.SESSION_EXPIRED else None


def _ended(texts: Texts, past: Past) -> Markup:
    attempt = past.attempt
    if attempt.state not in OVER:
        return texts("history.ended.open")
    if attempt.ending == Own.BLOCKED:
        return texts("history.ended.blocked")
    if attempt.state is State.CANCELLED and past.ended_by is not None:
        return texts("history.ended.cancelled_by", manager=past.ended_by.name)
    return texts(f"history.ended.{attempt.state}")
