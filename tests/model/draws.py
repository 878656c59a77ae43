"""What is drawn for a story, so that it is mostly what brings it further."""

from __future__ import annotations

from enum import StrEnum

from hypothesis import strategies as st

from storage.models import AskMode, By, State
from tests.model.beginning import Past
from tests.model.numbers import CHALLENGES
from tests.model.vendor import Says
from tests.model.writing import Writes


class Refusal(StrEnum):
    """How she refuses."""

    DECLINE = "decline"
    STOP = "stop"
    PAUSE = "pause"


class Leave(StrEnum):
    """Who takes back the leave for step-ups."""

    STAYS = "stays"
    OWNER_TAKES_IT = "owner_takes_it"
    SHE_TAKES_IT = "she_takes_it"


class Staffs(StrEnum):
    """What the staff does to end something."""

    CANCELS = "cancels"
    REMOVES = "removes"
    FREEZES = "freezes"


LASTING = (State.ASKED, *CHALLENGES, State.WORKING, State.UNSURE, State.SUBMITTING)

MANAGERS = st.integers(0, 2)
MODES = st.sampled_from(list(AskMode))
PASTS = st.sampled_from([Past.NONE] * 6 + list(Past))
LIFTED_BY = st.sampled_from([None, None, *By])
BOTH = st.sampled_from(list(By))
RARELY = st.sampled_from([False, False, True])

ANSWERS = st.sampled_from([Says.CODE] * 6 + [Says.WRONG] * 4 + [Says.SAME] * 2 + [Says.DONE] * 4 + list(Says))
FIRST = st.sampled_from(
    [Says.CODE] * 14 + [Says.LINK] * 5 + [Says.WORKING] * 3 + [None] * 4 + [Says.ANOTHER_ACCOUNT] + list(Says)
)
AT_ONCE = st.one_of(st.none(), ANSWERS, ANSWERS)
ONE_AFTER_ANOTHER = st.sampled_from([Says.WRONG, Says.CODE, Says.LINK, Says.LINK])
MORE_THAN_ALLOWED = 5
MORE_THAN_TWICE = 3
BETWEEN_REFUSALS = st.sampled_from([330.0, 330.0, 950.0])

SECONDS = st.sampled_from([3.0, 9.0, 25.0, 70.0, 130.0, 200.0, 330.0, 650.0, 1300.0, 2600.0, 43_300.0])
MUCH = st.sampled_from([650.0, 1300.0, 1300.0])
LONG = st.sampled_from([400.0, 1300.0, 1300.0, 43_300.0])
PUT_OFF = st.sampled_from([900.0, 3600.0])
WHILE_ANOTHER_RUNS = st.sampled_from([3.0, 70.0, 70.0, 130.0])
UNTIL_SHE_ALLOWS = st.sampled_from([25.0, 330.0, 330.0])
AFTER_SHE_ALLOWS = st.sampled_from([3.0, 130.0, 330.0, 650.0])

MESSAGES = st.sampled_from([Writes.CODE] * 2 + list(Writes))
TYPES = st.sampled_from([None] * 3 + [Writes.CODE] * 3 + [Writes.BEFORE] * 2 + list(Writes))
REFUSALS = st.sampled_from([Refusal.DECLINE, Refusal.DECLINE, *Refusal])
STAFFS = st.sampled_from([Staffs.CANCELS, Staffs.CANCELS, *Staffs])
STEP_UPS = st.sampled_from([1, 3])
LEAVE = st.sampled_from([Leave.STAYS, Leave.STAYS, *Leave])
TEAMS = st.sampled_from([0, 2])
MEANWHILE = st.sampled_from([None, *Refusal, *Staffs])
