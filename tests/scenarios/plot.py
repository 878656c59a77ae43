"""What the tables are written in: how a login begins, what is asked of her, what she does, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Begins(Enum):
    """How a login comes about, and which way it goes.

    LOGIN: `/login`, with what the vendor has stored. PASSWORD: `/login`, which needs her password, and the
    form. FORM, HOSTED, APP: `/connect` and the page. STEP_UP: `/stepup`, and she is ready.
    """

    LOGIN = auto()
    PASSWORD = auto()
    FORM = auto()
    HOSTED = auto()
    APP = auto()
    STEP_UP = auto()

    @property
    def is_on_page(self) -> bool:
        """Whether she opens the connect page."""
        return self not in {Begins.LOGIN, Begins.STEP_UP}

    @property
    def asks_first(self) -> bool:
        """Whether she is asked before the vendor is."""
        return self is not Begins.LOGIN


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of her: what the group's card says of it, and what the message to her says."""

    card: str
    hers: str


class Does(Enum):
    """What she does.

    CODE: types the newest code she was sent. SAME: types the last one once more. WRONG: types another.
    LATE: types the right code once the platform has given the login up. ON_PAGE, WRONG_ON_PAGE: types it on
    the page. CONFIRMS: presses "I've done it". CANNOT: presses "I can't now". APP: uses the platform's app.
    THERE, WRONG_THERE, SELFIE_THERE, SIGNS_IN_THERE, MISTYPES_THERE: acts on the vendor's page in ours.
    """

    CODE = auto()
    SAME = auto()
    WRONG = auto()
    LATE = auto()
    ON_PAGE = auto()
    WRONG_ON_PAGE = auto()
    CONFIRMS = auto()
    CANNOT = auto()
    APP = auto()
    SIGNS_IN_THERE = auto()
    MISTYPES_THERE = auto()
    THERE = auto()
    WRONG_THERE = auto()
    SELFIE_THERE = auto()


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ends: the group's card, what rings the manager, what she reads, and the page's heading.

    `hers` is for a login that had asked her for something, `unasked` for one that had not; None: she reads
    nothing of it. `is_blameless` says that the fault is the operator's or the vendor's.
    """

    name: str
    card: str
    ring: str | None
    hers: str
    unasked: str | None = None
    page: str = "That did not work"
    is_blameless: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """One scenario of a simulated vendor: what happens in turn, and its end.

    `before` is the end of a first try, at which she is asked nothing; then all is done once more, or with
    `is_forced` by her button. `is_known`: the vendor has the account, though nobody told us. With `core` it
    is in `make test`.
    """

    scenario: str
    ending: Ending
    steps: tuple[Asked | Does, ...] = ()
    begins: Begins = Begins.LOGIN
    core: bool = False
    before: Ending | None = None
    is_forced: bool = False
    is_known: bool = False

    @property
    def name(self) -> str:
        """How a failure names it."""
        return f"{self.scenario} by {self.begins.name.lower()}"
