"""What an HTTP answer amounts to."""

from __future__ import annotations

import json

import pytest

from providers.answers import Answer, Content, Expected, judge
from providers.errors import Throttled, Unavailable, Unreadable

NOW = 1_800_000_000.0
PLAIN = Expected()


def answered(status: int, body: object = None, **headers: str) -> Content:
    """Give an answer of JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Content(status, named, b"" if body is None else json.dumps(body).encode())


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        ({"retryAfterSec": 12}, {}, 12.0),
        ({"retryAfterSec": 12}, {"retry_after": "3"}, 12.0),
        ({}, {"retry_after": "3"}, 3.0),
        ({}, {"retry_after": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30.0),
        ({}, {"retry_after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 0.0),
        ({}, {"x_ratelimit_retry_after": "9"}, 9.0),
        ({"retryAfterSec": None}, {"retry_after": "soon"}, None),
        ({"retryAfterSec": True}, {}, None),
        ({"retryAfterSec": -1}, {"retry_after": "-1"}, None),
        ({"retryAfterSec": float("inf")}, {"retry_after": "nan"}, None),
        ({"retryAfterSec": 10**400}, {}, None),
        ({"retryAfterSec": [1]}, {}, None),
        ({}, {}, None),
    ],
)
def test_the_wait_is_read_from_the_problem_then_from_the_headers(
    body: object, headers: dict[str, str], seconds: float | None
) -> None:
    outcome = judge(answered(429, body, **headers), PLAIN, NOW)
    assert isinstance(outcome, Throttled)
    assert outcome.retry_after == seconds


def test_a_quota_that_no_wait_helps_is_a_refusal() -> None:
    outcome = judge(answered(429, {"retryable": False, "retryAfterSec": 3}), PLAIN, NOW)
    assert outcome == Answer(429, {"retryable": False, "retryAfterSec": 3}, 3.0)


def test_a_fault_of_the_provider_keeps_the_wait_it_names() -> None:
    outcome = judge(answered(503, {"retryAfterSec": 4}), PLAIN, NOW)
    assert isinstance(outcome, Unavailable)
    assert (outcome.status, outcome.retry_after) == (503, 4.0)


def test_a_refusal_may_be_empty_and_a_success_may_not() -> None:
    assert judge(answered(404), PLAIN, NOW) == Answer(404, {})
    assert isinstance(judge(answered(200), PLAIN, NOW), Unreadable)
    assert isinstance(judge(answered(204), PLAIN, NOW), Unreadable)


def test_where_nothing_is_expected_any_body_of_a_success_will_do() -> None:
    for body in (b"", b"OK", b"[]", None):
        assert judge(Content(200, {}, body), Expected(nothing=True), NOW) == Answer(200, {})
    assert isinstance(judge(Content(403, {}, b"<html>"), Expected(nothing=True), NOW), Unreadable)


def test_a_bare_array_is_taken_where_it_has_a_name() -> None:
    assert judge(answered(200, [1]), Expected(array_as="accounts"), NOW) == Answer(200, {"accounts": [1]})


def test_an_answer_shows_nothing_of_its_body() -> None:
    assert "739251" not in repr(Answer(200, {"code": "739251"}))
    assert "739251" not in repr(answered(200, {"code": "739251"}))
