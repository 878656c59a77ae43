"""What gets out of the log, at DEBUG: names and numbers of ours, never a text of somebody else."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import warnings
from typing import TYPE_CHECKING

import httpx
import pytest
import structlog

from bot.log import configure_logging, log_lost_exceptions
from bot.web.delivery import deliver

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "123456789:AAFcanary-canary-canary_canary-canary"
CODE = "canary-482913"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("DEBUG", stream)
    yield stream
    logging.captureWarnings(capture=False)
    logging.setLogRecordFactory(logging.LogRecord)
    sys.excepthook = sys.__excepthook__
    logging.basicConfig(handlers=handlers, level=level, force=True)
    structlog.reset_defaults()


def fail_with_the_code() -> None:
    code = CODE
    raise ValueError(code)


def test_a_line_has_its_event_level_and_listed_fields(lines: io.StringIO) -> None:
    structlog.get_logger().info("update_failed", update_id=7, seconds=0.25, provider="onlyfanskit")
    assert "level=info event=update_failed" in lines.getvalue()
    assert "update_id=7" in lines.getvalue()
    assert "provider=onlyfanskit" in lines.getvalue()


def test_fields_that_are_not_listed_are_dropped(lines: io.StringIO) -> None:
    structlog.get_logger().info("update_failed", text=CODE, code=CODE, update={"text": CODE})
    assert "update_failed" in lines.getvalue()
    assert "canary" not in lines.getvalue()


def test_a_listed_field_with_more_than_a_word_shows_its_length(lines: io.StringIO) -> None:
    structlog.get_logger().info(
        "update_failed", reason=f"she wrote {CODE}", what=[CODE], error=ValueError(CODE)
    )
    assert "canary" not in lines.getvalue()
    assert 'reason="<str 23>"' in lines.getvalue()


def test_an_event_is_a_name_and_not_a_sentence(lines: io.StringIO) -> None:
    structlog.get_logger().info(f"got {CODE}")
    assert "event=event_without_a_name" in lines.getvalue()
    assert "canary" not in lines.getvalue()


def test_an_exception_shows_its_type_and_where_it_came_from(lines: io.StringIO) -> None:
    try:
        try:
            fail_with_the_code()
        except ValueError as error:
            message = f"outer {CODE}"
            raise RuntimeError(message) from error
    except RuntimeError:
        structlog.get_logger().exception("update_failed", update_id=7)
    assert "exception=RuntimeError" in lines.getvalue()
    assert "ValueError(bot/test_log.py:" in lines.getvalue()
    assert "canary" not in lines.getvalue()


def test_other_libraries_are_heard_by_place_alone(lines: io.StringIO) -> None:
    logging.getLogger("some.library").warning("cannot read %s", CODE)
    try:
        fail_with_the_code()
    except ValueError:
        logging.getLogger("some.library").exception("failed: %s", CODE)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"deprecated {CODE}", DeprecationWarning, stacklevel=1)
    assert "logger=some.library" in lines.getvalue()
    assert "logger=py.warnings" in lines.getvalue()
    assert "what=test_log.py:" in lines.getvalue()
    assert "exception=ValueError" in lines.getvalue()
    assert "canary" not in lines.getvalue()


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore.http11", "telegram.Bot", "sqlalchemy.engine", "aiosqlite", "asyncio"]
)
def test_libraries_that_show_requests_stay_quiet_at_debug(lines: io.StringIO, name: str) -> None:
    logging.getLogger(name).debug("%s", CODE)
    logging.getLogger(name).info("%s", CODE)
    assert lines.getvalue() == ""


async def test_a_request_with_the_token_in_its_url_leaves_no_trace(lines: io.StringIO) -> None:
    url = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
    transport = httpx.MockTransport(lambda _request: httpx.Response(500))
    async with httpx.AsyncClient(transport=transport) as client:
        response = await client.post(url, json={"text": CODE})
    try:
        response.raise_for_status()
    except httpx.HTTPStatusError:
        structlog.get_logger().exception("polling_fault")
    assert "exception=HTTPStatusError" in lines.getvalue()
    assert "canary" not in lines.getvalue()


@pytest.mark.parametrize(
    "text", [TOKEN, f"bot{TOKEN}", f"https://x/bot{TOKEN}/getMe", f"/bot{TOKEN.replace(':', '%3A')}/getMe"]
)
def test_no_handler_sees_a_token_whoever_has_added_it(lines: io.StringIO, text: str) -> None:
    of_a_library = io.StringIO()
    handler = logging.StreamHandler(of_a_library)
    logger = logging.getLogger("some.library")
    logger.addHandler(handler)
    try:
        logger.error("m %s %s", text, [text, {"k": text}])
        logger.error(f"m {text}")  # noqa: G004 - as careless as a library may be
    finally:
        logger.removeHandler(handler)
    assert of_a_library.getvalue().count("<token>") == 4
    assert "canary" not in of_a_library.getvalue() + lines.getvalue()


def test_a_handler_that_a_library_has_added_shows_no_text_of_an_exception(lines: io.StringIO) -> None:
    of_a_library = io.StringIO()
    handler = logging.StreamHandler(of_a_library)
    logger = logging.getLogger("some.library")
    logger.addHandler(handler)
    try:
        fail_with_the_code()
    except ValueError:
        logger.exception("failed")
    finally:
        logger.removeHandler(handler)
    assert "ValueError(bot/test_log.py:" in of_a_library.getvalue()
    assert "canary" not in of_a_library.getvalue() + lines.getvalue()


def test_what_is_uncaught_shows_neither_text_nor_locals(lines: io.StringIO) -> None:
    try:
        fail_with_the_code()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "event=uncaught" in lines.getvalue()
    assert "canary" not in lines.getvalue()


async def test_an_update_whose_handler_fails_is_logged_by_its_id(lines: io.StringIO) -> None:
    async def fails(_update: dict[str, object]) -> None:
        fail_with_the_code()

    assert await deliver(fails, {"update_id": 48, "message": {"text": CODE}})
    assert "event=update_failed" in lines.getvalue()
    assert "update_id=48" in lines.getvalue()
    assert "canary" not in lines.getvalue()


async def test_an_exception_that_nobody_awaited_shows_no_text(lines: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    log_lost_exceptions(loop)
    try:
        loop.call_exception_handler({"message": CODE, "exception": ValueError(CODE)})
    finally:
        loop.set_exception_handler(None)
    assert "event=exception_nobody_awaited" in lines.getvalue()
    assert "canary" not in lines.getvalue()
