"""How many calls of the Bot API a login costs, counted with what the notifier makes of the faces."""

from __future__ import annotations

from typing import Any

from bot.cards.attempt import creator_faces, team_faces
from bot.notifier.plan import Edit, Send, Strip, Wait, next_action
from providers.steps import Channel
from storage.models import Audience, CallKind, Card, State
from tests.bot.cards.scenes import ENGLISH, NOW, PROVIDER, code, view

FACES = {Audience.CREATOR: creator_faces, Audience.TEAM: team_faces}

Row = dict[str, Any]
SUBMITTED: Row = {"state": State.SUBMITTING, "call": CallKind.CODE, "challenge": 1}
DELETION_OF_HER_MESSAGE = 1


class Chats:
    """The messages that the chats hold, as the notifier would make them."""

    def __init__(self) -> None:
        """Begin with empty chats."""
        self.cards: dict[Audience, dict[str, Card]] = {audience: {} for audience in Audience}
        self.calls: list[str] = []

    def show(self, fields: Row, at: float, until: float) -> None:
        """Bring both chats up to date at `at`, and again at what is to be waited for before `until`."""
        shown = view(**fields, state_since=at)
        for audience in Audience:
            now = at
            while now < until:
                now = self._step(audience, FACES[audience](shown, ENGLISH, PROVIDER, now), now)

    def _step(self, audience: Audience, faces: tuple[Any, ...], now: float) -> float:
        cards = self.cards[audience]
        match next_action(faces, list(cards.values()), now):
            case Send(face=face) | Edit(face=face) as action:
                self.calls.append(f"{type(action).__name__} {audience} {face.slot}")
                cards[face.slot] = _card(audience, face.slot, face.message.digest, bool(face.message.buttons))
                return now
            case Strip(card=card):
                self.calls.append(f"Strip {audience} {card.slot}")
                cards[card.slot] = _card(audience, card.slot, card.shown or "", has_buttons=False)
                return now
            case Wait(until=until):
                return until
            case None:
                return float("inf")


def _card(audience: Audience, slot: str, digest: str, has_buttons: bool) -> Card:  # noqa: FBT001 - a row's column
    return Card(
        id=slot,
        attempt_id="A",
        audience=audience,
        slot=slot,
        message_id=1,
        shown=digest,
        has_buttons=has_buttons,
        created_at=NOW,
    )


def calls(*story: tuple[float, Row]) -> list[str]:
    """Play rows, each with the second from which it stands, and give the calls in order."""
    chats = Chats()
    ends = [*(at for at, _ in story[1:]), float("inf")]
    for (at, fields), end in zip(story, ends, strict=True):
        chats.show(fields, NOW + at, NOW + end)
    return chats.calls


def submitted(at: float, challenge: int = 1) -> Row:
    return SUBMITTED | {"challenge": challenge, "submitted_at": NOW + at}


def test_a_login_with_one_code_costs_six_calls() -> None:
    made = calls(
        (0, {"state": State.STARTING}),
        (1, {"state": State.WORKING}),
        (4, code()),
        (40, submitted(40)),
        (41, submitted(40) | {"state": State.WORKING}),
        (42, {"state": State.CONNECTED, "challenge": 1}),
    )
    assert sorted(made) == [
        "Edit creator challenge-1",
        "Edit team card",
        "Edit team card",
        "Send creator challenge-1",
        "Send team card",
    ]
    assert len(made) + DELETION_OF_HER_MESSAGE == 6


def test_a_code_that_takes_long_to_be_judged_stays_in_the_budget() -> None:
    made = calls(
        (0, {"state": State.STARTING}),
        (4, code()),
        (40, submitted(40)),
        (55, {"state": State.CONNECTED, "challenge": 1}),
    )
    assert made.count("Edit creator challenge-1") == 2
    assert len(made) + DELETION_OF_HER_MESSAGE <= 7


def test_asking_first_costs_at_most_three_more() -> None:
    asked = {"asked_first": True, "offers": 1}
    made = calls(
        (0, {"state": State.ASKED} | asked),
        (60, {"state": State.STARTING} | asked),
        (64, code() | asked),
        (90, submitted(90) | asked),
        (91, {"state": State.CONNECTED, "challenge": 1} | asked),
    )
    assert len(made) + DELETION_OF_HER_MESSAGE <= 7 + 3


def test_each_rejected_code_costs_three_more() -> None:
    rejected = [
        (40.0, submitted(40)),
        (42.0, code(rejected=True) | {"challenge": 2}),
        (60.0, submitted(60, 2)),
        (62.0, code(rejected=True) | {"challenge": 3}),
        (80.0, submitted(80, 3)),
    ]
    made = calls(
        (0, {"state": State.STARTING}),
        (4, code()),
        *rejected,
        (82, {"state": State.CONNECTED, "challenge": 3}),
    )
    assert made.count("Send creator challenge-2") == made.count("Edit creator challenge-1") == 1
    assert len(made) + 3 * DELETION_OF_HER_MESSAGE <= 7 + 2 * 3


def test_a_further_gate_costs_three_more() -> None:
    second = code(Channel.EMAIL) | {"challenge": 2, "gates": 2}
    made = calls(
        (0, {"state": State.STARTING}),
        (4, code()),
        (40, submitted(40)),
        (42, {"state": State.WORKING, "challenge": 1}),
        (42.5, {"state": State.SUBMITTING, "call": CallKind.SEND, "challenge": 1}),
        (43, second),
        (60, submitted(60, 2)),
        (61, {"state": State.CONNECTED, "challenge": 2}),
    )
    assert len(made) + 2 * DELETION_OF_HER_MESSAGE <= 7 + 3


def test_an_unhappy_end_costs_one_more() -> None:
    made = calls((0, {"state": State.STARTING}), (4, code()), (604, {"state": State.EXPIRED, "challenge": 1}))
    assert made.count("Send team ring") == 1
    assert len(made) <= 7 + 1
