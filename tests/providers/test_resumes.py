"""What an adapter remembers comes back as it was written, and nothing else is taken for it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from providers.resumes import Id, Kept, dump, load, resumed
from providers.secret import Secret
from providers.steps import Channel, Done, Failed, Reason, Step

PASSWORD = "a long password"


@dataclass(frozen=True, slots=True)
class Person:
    """A part of a memory, with a secret."""

    password: Kept


@dataclass(frozen=True, slots=True)
class Memory:
    """A memory with a value of each kind that adapters remember."""

    attempt: Id
    person: Person
    channel: Channel = Channel.UNKNOWN
    known: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """A memory of another flow."""

    account: Id


class Adapter:
    """An adapter whose calls answer with what they took up."""

    @resumed(Memory, Other)
    async def check(self, memory: Memory | Other) -> Step:
        """Name the attempt or the account."""
        return Done(memory.attempt if isinstance(memory, Memory) else memory.account)

    @resumed(Other)
    async def submit_code(self, other: Other, code: Secret) -> Step:
        """Name the account and the code's length."""
        return Done(other.account, str(len(code)))


MEMORY = Memory("att_1", Person(Secret(PASSWORD)), Channel.SMS, ("one", "two"))


def spoilt(**members: object) -> str:
    """Give the text of a memory with other members."""
    return json.dumps(json.loads(dump(MEMORY)) | members)


def test_a_memory_comes_back_as_it_was_written() -> None:
    assert load(Memory, dump(MEMORY)) == MEMORY


def test_a_memory_is_always_written_alike() -> None:
    again = load(Memory, dump(MEMORY))
    assert again is not None
    assert dump(again) == dump(MEMORY)


def test_a_secret_is_written_out_and_never_shown() -> None:
    assert PASSWORD in dump(MEMORY)
    assert PASSWORD not in repr(load(Memory, dump(MEMORY)))


@pytest.mark.parametrize(
    "resume",
    [
        *("", "{", "null", "[]", "7", "{}", '{"version":1}'),
        spoilt(version=2),
        spoilt(attempt="../me"),
        spoilt(attempt=7),
        spoilt(channel="pigeon"),
        spoilt(person=None),
        spoilt(person={"password": 7}),
        spoilt(person={"password": PASSWORD, "more": 1}),
        spoilt(more=1),
        dump(Other("acct_1")),
    ],
)
def test_what_is_no_such_memory_is_not_taken_up(resume: str) -> None:
    assert load(Memory, resume) is None


async def test_a_call_goes_on_from_the_memory_in_its_resume() -> None:
    assert await Adapter().check(dump(MEMORY)) == Done("att_1")
    assert await Adapter().check(dump(Other("acct_1"))) == Done("acct_1")
    assert await Adapter().submit_code(dump(Other("acct_1")), Secret("123456")) == Done("acct_1", "6")


async def test_a_call_without_a_memory_of_its_own_is_gone() -> None:
    for resume in ("", dump(MEMORY)):
        assert await Adapter().submit_code(resume, Secret("123456")) == Failed(Reason.ATTEMPT_GONE)
