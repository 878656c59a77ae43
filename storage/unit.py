"""One unit of work: the repositories on one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.audit import Audit
from storage.repositories.accounts import Accounts
from storage.repositories.assignments import Assignments
from storage.repositories.attempts import Attempts
from storage.repositories.cards import Cards
from storage.repositories.enrolments import Enrolments
from storage.repositories.erasing import Erasing
from storage.repositories.guesses import Guesses
from storage.repositories.histories import Histories
from storage.repositories.holdings import Holdings
from storage.repositories.invitations import Invitations
from storage.repositories.leases import Leases
from storage.repositories.links import Links
from storage.repositories.moves import Moves
from storage.repositories.outbox import Outbox
from storage.repositories.people import People
from storage.repositories.prompts import Prompts
from storage.repositories.proxies import Proxies
from storage.repositories.starts import Starts
from storage.repositories.teams import Managers, Teams
from storage.repositories.updates import Updates

if TYPE_CHECKING:
    from storage.session import Session


class Unit:
    """Everything that can be read or written within one transaction; not for use by two tasks at once."""

    def __init__(self, session: Session) -> None:
        """Put the repositories on this transaction."""
        self.updates = Updates(session)
        self.people = People(session)
        self.audit = Audit(session)
        self.teams = Teams(session, self.audit)
        self.managers = Managers(session)
        self.invitations = Invitations(session)
        self.enrolments = Enrolments(session)
        self.accounts = Accounts(session)
        self.assignments = Assignments(session)
        self.proxies = Proxies(session)
        self.attempts = Attempts(session)
        self.prompts = Prompts(session)
        self.guesses = Guesses(session)
        self.starts = Starts(session)
        self.links = Links(session)
        self.moves = Moves(session)
        self.cards = Cards(session)
        self.outbox = Outbox(session)
        self.leases = Leases(session)
        self.histories = Histories(session)
        self.holdings = Holdings(session, self.audit)
        self.erasing = Erasing(session)
