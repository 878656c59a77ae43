"""All that is held about one person, as the JSON text that she gets.

The format is documented in docs/mydata.md. Of others it names the teams and the managers whom she has met by
name. It knows no Telegram.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from storage import Account, Attempt, ConnectLink, Enrolment, Invitation, Manager, Move
    from storage.audit import Entry
    from storage.models import Lift, OutboxEntry
    from storage.repositories.holdings import Held

FORMAT: Final = "codebell/mydata"
VERSION: Final = 1
"""Raised with every change that a reader of the file has to know of."""

Json = dict[str, Any]


def written(held: Held, now: float) -> str:
    """Write everything that is held down, legibly, as of `now` (epoch seconds)."""
    return json.dumps(_everything(held, now), indent=2, ensure_ascii=False) + "\n"


def _everything(held: Held, now: float) -> Json:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _time(now),
        "you": _person(held),
        "manager_in": [_place(held, place) for place in held.places],
        "enrolments": [_enrolment(held, enrolment) for enrolment in held.enrolments],
        "accounts": [_account(held, account) for account in held.accounts],
        "lifts": [_lift(lift) for lift in held.lifts],
        "logins": [_login(held, attempt) for attempt in held.attempts],
        "invitations": [_invitation(held, invitation) for invitation in held.invitations],
        "moves": [_move(held, move) for move in held.moves],
        "messages": [_message(entry) for entry in held.messages],
        "record": [_entry(held, team_id, entry) for team_id, entry in held.entries],
    }


def _person(held: Held) -> Json:
    person = held.person
    return {
        "id": person.id,
        "telegram_id": person.telegram_id,
        "first_name": person.first_name,
        "username": person.username,
        "language": person.language,
        "chosen_language": person.chosen_language,
        "reachable": person.reachable,
        "known_since": _time(person.created_at),
        "stopped_since": _time(person.blocked_at),
        "allowed_from": _time(person.allowed_from),
        "paused_until": _time(person.paused_until),
        "frozen_since": _time(person.frozen_at),
        "forgotten_at": _time(person.forget_at),
        "moved_here_at": _time(person.moved_at),
    }


def _place(held: Held, place: Manager) -> Json:
    return {
        "id": place.id,
        "team": _team(held, place.team_id),
        "name": place.name,
        "state": place.state,
        "applied_at": _time(place.created_at),
        "listed_at": _time(place.listed_at),
        "removed_at": _time(place.removed_at),
    }


def _enrolment(held: Held, enrolment: Enrolment) -> Json:
    consent = enrolment.consent
    return {
        "id": enrolment.id,
        "team": _team(held, enrolment.team_id),
        "name": enrolment.name,
        "asks": enrolment.mode,
        "consent": {
            "version": consent.version,
            "language": consent.language,
            "sha256": consent.digest,
            "at": _time(consent.at),
        },
        "step_ups_allowed_since": _time(enrolment.step_up_at),
        "enrolled_at": _time(enrolment.enrolled_at or consent.at),
        "ended_at": _time(enrolment.ended_at),
    }


def _account(held: Held, account: Account) -> Json:
    return {
        "id": account.id,
        "team": _team(held, account.team_id),
        "platform": account.platform,
        "provider": account.provider,
        "id_at_provider": account.external_id,
        "name": account.label,
        "linked_at": _time(account.created_at),
        "yours_since": _time(account.confirmed_at),
        "proven_at": _time(account.proven_at),
        "removed_at": _time(account.removed_at),
    }


def _lift(lift: Lift) -> Json:
    return {
        "id": lift.id,
        "platform": lift.platform,
        "by": lift.said_by,
        "at": _time(lift.said_at),
    }


def _login(held: Held, attempt: Attempt) -> Json:
    return {
        "id": attempt.id,
        "team": _team(held, attempt.team_id),
        "account": attempt.account_id,
        "platform": attempt.platform,
        "provider": attempt.provider,
        "purpose": attempt.purpose,
        "said_to_be_for": attempt.action,
        "by_page": attempt.way,
        "why": attempt.why,
        "asked_by": _manager(held, attempt.manager_id),
        "asked_at": _time(attempt.created_at),
        "you_were_asked_at": _time(attempt.prompted_at),
        "you_put_it_off_until": _time(attempt.put_off_until),
        "started_at": _time(attempt.started_at),
        "code_sent_on_at": _time(attempt.submitted_at),
        "state": attempt.state,
        "state_since": _time(attempt.state_since),
        "ending": attempt.ending,
        "ended_by": _manager(held, attempt.ended_by),
        "asked_whether_now_is_good": attempt.offers,
        "questions": attempt.challenge,
        "wrong_codes": attempt.wrong_codes,
        "codes_that_nobody_judged": attempt.unjudged_codes,
        "proxy": attempt.proxy,
        "what_was_asked": attempt.ask,
        "page_links": [_link(link) for link in held.links if link.attempt_id == attempt.id],
        "messages_to_you": [
            {"message_id": card.message_id, "made_at": _time(card.created_at)}
            for card in held.cards
            if card.attempt_id == attempt.id and card.audience == "creator"
        ],
    }


def _link(link: ConnectLink) -> Json:
    return {
        "made_at": _time(link.created_at),
        "expires_at": _time(link.expires_at),
        "used_at": _time(link.used_at),
        "bound_to_a_browser": link.browser_hash is not None,
    }


def _invitation(held: Held, invitation: Invitation) -> Json:
    return {
        "id": invitation.id,
        "team": _team(held, invitation.team_id),
        "by": _manager(held, invitation.manager_id),
        "name": invitation.name,
        "state": invitation.state,
        "made_at": _time(invitation.created_at),
        "expires_at": _time(invitation.expires_at),
        "confirmed_at": _time(invitation.confirmed_at),
    }


def _move(held: Held, move: Move) -> Json:
    return {
        "id": move.id,
        "by": _manager(held, move.manager_id),
        "state": move.state,
        "to_telegram_id": move.telegram_id,
        "to_first_name": move.first_name,
        "to_username": move.username,
        "made_at": _time(move.created_at),
        "expires_at": _time(move.expires_at),
        "takes_effect_at": _time(move.effect_at),
    }


def _message(entry: OutboxEntry) -> Json:
    return {"what": entry.errand, "made_at": _time(entry.created_at), "done_at": _time(entry.done_at)}


def _entry(held: Held, team_id: str, entry: Entry) -> Json:
    return {
        "team": _team(held, team_id),
        "number": entry.number,
        "what": entry.kind,
        "at": _time(entry.at),
        "login": entry.attempt_id,
        "your_pseudonyms": entry.subjects,
    }


def _team(held: Held, team_id: str) -> str:
    team = held.teams.get(team_id)
    return team_id if team is None else team.title


def _manager(held: Held, manager_id: str | None) -> str | None:
    manager = None if manager_id is None else held.managers.get(manager_id)
    return None if manager is None else manager.name


def _time(epoch: float | None) -> str | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC).isoformat(timespec="seconds")
