"""One story: what people, the provider and time do to Stella's logins, one act after another."""

from __future__ import annotations

from tests.model.her_answers import HerAnswers
from tests.model.her_leaving import HerLeaving
from tests.model.her_word import HerWord
from tests.model.staff_acts import StaffActs


class Story(StaffActs, HerWord, HerAnswers, HerLeaving):
    """All the acts that there are."""
