"""Messages about an attempt that no row derives, each sent once: a reminder, who asks, what was stopped.

They know neither the outbox nor the database.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards.buttons import Verb, data, grid
from bot.cards.message import Button, Message
from bot.cards.prompts import reason, what_for
from bot.cards.wording import Wording, lift_button, message
from bot.locales import clock_time
from bot.relay.asks import read_ask
from bot.relay.endings import needs_password
from bot.relay.reactions import Reaction
from providers.steps import Channel, CodeNeeded
from storage.models import Purpose
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from bot.locales import Texts
    from providers.manifest import Manifest
    from providers.steps import Reason
    from storage.models import Account, Attempt, AttemptView, Enrolment, Team

HALF_AN_HOUR = 1_800
TWO_HOURS = 7_200
A_DAY = 86_400
UNKNOWN_ID = "?"
PUT_OFF = {"half_hour": HALF_AN_HOUR, "two_hours": TWO_HOURS, "tomorrow": A_DAY}
"""What she can choose when she is asked at a bad time, in seconds."""


def reminder(view: AttemptView, texts: Texts, provider_label: str, *, reply_to: int | None = None) -> Message:
    """Remind her of what is open; `reply_to` is the id of the prompt, whose buttons are the ones to press."""
    say = Wording.of(view, texts, provider_label)
    head = say.by_starter("reminder", until=clock_time(view.attempt.answer_by))
    return message([head, say("reminder.see_above")], reply_to=reply_to)


def later_choices(view: AttemptView, texts: Texts, provider_label: str) -> Message:
    """Offer her when to be asked again."""
    say = Wording.of(view, texts, provider_label)
    choices = [
        say.button(Verb.LATER, seconds, label=f"button.later.{name}") for name, seconds in PUT_OFF.items()
    ]
    return message([say("asked.later")], grid(*choices))


def who_is_this(
    view: AttemptView,
    texts: Texts,
    provider_label: str,
    *,
    bot_username: str,
    manager_telegram_id: int | None,
) -> Message:
    """Show who stands behind a prompt, with the numeric id that no name can imitate. For her alone."""
    say = _with_account_id(Wording.of(view, texts, provider_label, bot=bot_username), view)
    who = say("whois.own") if say.by_herself else say("whois.manager", id=manager_telegram_id or UNKNOWN_ID)
    lines = [
        who,
        say("whois.account"),
        reason(say, view.attempt),
        say.by_starter(
            "does.page" if _goes_over_page(view.attempt) else f"does.code.{what_for(view.attempt)}"
        ),
        say("whois.bot"),
        say.by_starter("whois.unsure"),
    ]
    return message(lines)


def _with_account_id(say: Wording, view: AttemptView) -> Wording:
    """Name an account without a name by its id, also where she has no other."""
    account = view.account
    if account is None or account.label is not None:
        return say
    return replace(say, facts={**say.facts, "account": account.external_id})


def _goes_over_page(attempt: Attempt) -> bool:
    """Tell whether what she is asked for is given on the page: no code is asked for so far."""
    is_asked_for_code = isinstance(read_ask(attempt.ask), CodeNeeded)
    return needs_password(attempt) or (attempt.way is not None and not is_asked_for_code)


def what_to_check(view: AttemptView, texts: Texts, provider_label: str) -> Message:
    """Say what she can look at where nothing came and nothing can be sent again."""
    say = Wording.of(view, texts, provider_label)
    step = read_ask(view.attempt.ask)
    channel = step.channel if isinstance(step, CodeNeeded) else Channel.UNKNOWN
    lines = [say("nothing_came.head"), say(f"nothing_came.{channel}")]
    if view.attempt.purpose is Purpose.STEP_UP:
        return message(lines)
    return message([*lines, say("nothing_came.start_over")], grid(say.button(Verb.START_OVER)))


def stopped(texts: Texts) -> Message:
    """Tell her that "Not me" has stopped everything, with the way back."""
    lines = [texts("stopped"), texts("stopped.how")]
    return message(lines, grid(Button(texts.plain("button.allow"), data(Verb.ALLOW))))


def stopped_report(texts: Texts, team: Team, enrolment: Enrolment) -> Message:
    """Report her "Not me" to the owner, in private."""
    return message([texts("stopped.report", creator=enrolment.name, agency=team.title)])


def may_be_signed_in(texts: Texts, account: Account, provider_label: str) -> Message:
    """Offer her to have an account signed out that the provider may have signed in all the same."""
    facts = {"account": account.label or account.external_id, "provider": provider_label}
    platform = texts(f"platform.{account.platform}")
    told = texts("stopped.sign_out", platform=platform, **facts)
    button = Button(texts.plain("button.sign_out_too"), data(Verb.SIGN_OUT, account.id))
    return message([told], grid(button))


def signed_in_instead(texts: Texts, account: Account, at: float, contact: str) -> Message:
    """Tell her that a login which was for another account has signed in hers; `contact` is whom to ask."""
    signed_in = texts(
        "receipt.own",
        platform=texts(f"platform.{account.platform}"),
        account=account.label or account.external_id,
        at=clock_time(at),
    )
    not_me = Button(texts.plain("button.notme"), data(Verb.NOT_ME_BY_ACCOUNT, account.id))
    return message([signed_in, texts("receipt.contact", contact=contact)], grid(not_me))


def signed_in_instead_for_owner(
    view: AttemptView, texts: Texts, provider_label: str, has_it: Mapping[str, str]
) -> Message:
    """Tell the owner whose login has signed in another creator's account.

    `has_it` says which `account` that is, and the `name` and `team` of whoever has it.
    """
    return message([Wording.of(view, texts, provider_label)("instead.owner", **has_it)])


def stray(view: AttemptView, texts: Texts, provider_label: str, name: str, handle: str | None) -> Message:
    """Tell of an account that was signed in and is linked to nobody, to her or an owner.

    `name` is what it is called at the provider, `handle` what the button to sign it out means it by; without
    one there is none.
    """
    told = Wording.of(view, texts, provider_label)("stray", account=name)
    if handle is None:
        return message([told])
    label = texts.plain("button.sign_out_stray", provider=provider_label)
    return message([told], grid(Button(label, data(Verb.SIGN_OUT_STRAY, view.attempt.id, handle))))


def connected_after_all(view: AttemptView, texts: Texts, provider_label: str, contact: str = "") -> Message:
    """Tell her that an attempt which was over signed in at the provider; `contact` is whom she can ask."""
    say = Wording.of(view, texts, provider_label, contact=contact)
    lines = [_after_all(say, view, "after_all.creator"), say("receipt.contact")]
    return message(lines, grid(say.button(Verb.NOT_ME)))


def connected_after_all_for_owner(view: AttemptView, texts: Texts, provider_label: str) -> Message:
    """Tell the owner the same, in private."""
    return message([_after_all(Wording.of(view, texts, provider_label), view, "after_all.owner")])


def connected_after_all_for_team(view: AttemptView, texts: Texts, provider_label: str) -> Message:
    """Tell the group the same, in the topic of the attempt."""
    said = _after_all(Wording.of(view, texts, provider_label), view, "after_all.team")
    return message([said], thread=view.attempt.thread_id)


def _after_all(say: Wording, view: AttemptView, key: str) -> Markup:
    return say(f"{key}.step_up" if view.attempt.purpose is Purpose.STEP_UP else key)


def account_unclear(
    view: AttemptView, texts: Texts, provider_label: str, choices: Sequence[tuple[str, str]]
) -> Message:
    """Ask the owner which account is hers; `choices` are names and handles of accounts."""
    say = Wording.of(view, texts, provider_label)
    buttons = [
        Button(texts.plain("button.hers", account=name), data(Verb.HERS, view.attempt.id, handle))
        for name, handle in choices
    ]
    return message([say("unclear.owner")], tuple((button,) for button in buttons))


def key_refused(texts: Texts, reason: Reason, manifest: Manifest) -> Message:
    """Tell the owner what is wrong with this bot's key, and what to do, by the name of its variable."""
    facts = {"provider": manifest.label, "variable": manifest.key_variable}
    return message([texts(f"refused.owner.{reason}", **facts)])


def step_up_asked(view: AttemptView, texts: Texts, provider_label: str) -> Message:
    """Tell the owner of a step-up."""
    return message([Wording.of(view, texts, provider_label)("step_up.owner")])


def asked_twice(view: AttemptView, texts: Texts, provider_label: str) -> Message:
    """Tell the owner that a vendor wanted another code by a channel whose code it had accepted."""
    return message([Wording.of(view, texts, provider_label)("asked_twice.owner")])


def link_refused(view: AttemptView, texts: Texts, manifest: Manifest, host: str) -> Message:
    """Tell the owner the bare host of a link that she was not shown, and the variable that allows it."""
    say = Wording.of(view, texts, manifest.label)
    return message([say("link_refused.owner", host=host, variable=manifest.link_hosts_variable)])


def codes_stopped(view: AttemptView, texts: Texts, provider_label: str) -> Message:
    """Tell her that her accounts on a platform stand still, with her half of the way back."""
    say = Wording.of(view, texts, provider_label)
    return message([say("codes_stopped.creator")], grid(_lift(say, view)))


def codes_stopped_for_owner(view: AttemptView, texts: Texts, provider_label: str) -> Message:
    """Tell the owner the same, with the other half."""
    say = Wording.of(view, texts, provider_label)
    return message([say("codes_stopped.owner")], grid(_lift(say, view)))


def _lift(say: Wording, view: AttemptView) -> Button:
    return lift_button(say.texts, Target.of(view.attempt))


def code_too_early(texts: Texts) -> Message:
    """Tell her that a code came before it was asked for and was not used."""
    return message([texts(f"reaction.{Reaction.CODE_TOO_EARLY}")])
