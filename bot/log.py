"""What may be logged: an event's name, listed fields, and of an exception its type and where it came from.

It must not know what any value means. Nobody's free text gets out: an event is a name in lower case, a
field that is not listed is dropped, a text that is no plain word or number of ours is replaced by its
length, and of other libraries' records only the place that logged is kept. Before all that anything shaped
like a bot's token is removed, where a record is made: no handler sees one, whoever has added it.
"""

from __future__ import annotations

import logging
import re
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TextIO

import structlog

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from types import TracebackType

    from structlog.typing import EventDict

FIELDS: Final = frozenset(
    {
        *(
            "update_id",
            "attempt_id",
            "card_id",
            "outbox_id",
            "team_id",
            "creator_id",
            "person_id",
            "manager_id",
        ),
        *("account_id", "enrolment_id", "invitation_id", "entry_id", "owner", "lease", "key_id"),
        *(
            "state",
            "before",
            "after",
            "kind",
            "errand",
            "slot",
            "audience",
            "call",
            "channel",
            "step",
            "reason",
        ),
        *(
            "ending",
            "outcome",
            "error",
            "provider",
            "platform",
            "purpose",
            "command",
            "reaction",
            "why",
            "mode",
        ),
        *(
            "method",
            "route",
            "status",
            "port",
            "signal",
            "part",
            "version",
            "challenge",
            "tries",
            "count",
            "length",
        ),
        *("bytes", "seconds", "milliseconds", "retry_after", "pending", "removed", "what", "missing"),
        *("loop", "scope"),
    }
)
NOISY: Final = ("aiosqlite", "asyncio", "httpcore", "httpx", "sqlalchemy", "telegram", "uvicorn")
"""Loggers that show requests, statements or tokens below WARNING."""

_EVENT: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_WORD: Final = re.compile(r"[\w.:/{}-]{0,80}", re.ASCII)
_TOKEN: Final = re.compile(r"(?:bot)?\d{3,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.ASCII | re.IGNORECASE)
_HIDDEN: Final = "<token>"
_ADDED_BY_US: Final = frozenset({"event", "level", "logger", "timestamp", "exception", "frames"})


def configure_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send everything that is logged, by whatever library, to `stream` (stdout), one key=value line each."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_place_only, *_describe()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                keep_allowed,
                structlog.processors.LogfmtRenderer(
                    key_order=["timestamp", "level", "event"], bool_as_flag=False
                ),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.setLogRecordFactory(_clean_record)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_describe(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def log_lost_exceptions(loop: asyncio.AbstractEventLoop) -> None:
    """Have the loop report exceptions that nobody awaited; its own report shows their texts."""

    def report(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        structlog.stdlib.get_logger("asyncio").error(
            "exception_nobody_awaited", exc_info=context.get("exception")
        )

    loop.set_exception_handler(report)


def keep_allowed(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Drop every field that is not listed, and every text that is more than a word."""
    return {name: _plain(name, value) for name, value in event.items() if name in FIELDS | _ADDED_BY_US}


def remove_tokens(record: logging.LogRecord) -> None:
    """Replace what is shaped like a bot's token in a record's message and arguments.

    Of an exception a plain handler shows the frames alone, for its text may hold a token or a code.
    """
    record.msg = _without_tokens(record.msg)
    record.args = _without_tokens(record.args)
    error = _exception_of(record.exc_info)
    if error is not None:
        record.exc_text = frames_of(error)


def frames_of(error: BaseException) -> str:
    """Say where `error` and what it came from passed, innermost last, without a text of theirs."""
    return " < ".join(f"{type(each).__name__}({_places(each.__traceback__)})" for each in _chain(error))


def _clean_record(*arguments: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401 - passed through as they came
    record = logging.LogRecord(*arguments, **named)
    remove_tokens(record)
    return record


def _describe() -> list[structlog.typing.Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _frames_only,
    ]


def _frames_only(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and frames: its text may hold a request, its locals a code."""
    error = _exception_of(event.pop("exc_info", None))
    event.pop("stack_info", None)
    if error is not None:
        event.update(exception=type(error).__name__, frames=frames_of(error))
    return event


def _exception_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    current = exc_info if isinstance(exc_info, tuple) else sys.exc_info() if exc_info else ()
    return next((each for each in current if isinstance(each, BaseException)), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _places(traceback: TracebackType | None) -> str:
    places = []
    while traceback is not None:
        file = "/".join(PurePath(traceback.tb_frame.f_code.co_filename).parts[-2:])
        places.append(f"{file}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return " ".join(places)


def _place_only(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Keep of another library's record the place alone: its text may hold anything."""
    record: logging.LogRecord = event["_record"]
    place = f"{PurePath(record.pathname).name}:{record.lineno}"
    event.update(event="library_message", what=place)
    return event


def _plain(name: str, value: object) -> object:
    if name == "event":
        return value if isinstance(value, str) and _EVENT.fullmatch(value) else "event_without_a_name"
    if name in _ADDED_BY_US or value is None or isinstance(value, bool | int | float):
        return value
    text = str(value) if isinstance(value, str) else ""
    return text if text and _WORD.fullmatch(text) else f"<{type(value).__name__} {len(text)}>"


def _without_tokens(value: Any) -> Any:  # noqa: ANN401 - a record's message and arguments may be anything
    if isinstance(value, str):
        return _TOKEN.sub(_HIDDEN, value)
    if isinstance(value, dict):
        return {key: _without_tokens(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_without_tokens, value))
    return value


def _log_uncaught(_kind: type[BaseException], error: BaseException, _traceback: TracebackType | None) -> None:
    structlog.stdlib.get_logger("codebell").critical("uncaught", exc_info=error)
