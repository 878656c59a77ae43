"""`python -m bot`: reads command line and environment; what cannot work becomes one sentence and exit code 2.

It must not show a traceback for anything that the person who started it can mend.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any, Final

import structlog

from bot import commands
from bot.config import Config, StorageConfig, read_config, read_storage_config
from bot.config_problems import ConfigError
from bot.log import configure_logging
from bot.refusals import PortInUseError, TokenRefusedError
from providers.registry import ADAPTERS
from storage import StorageRefused, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

FAULT: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130

HELP: Final = {
    "run": "run the bot: one process, stopped by SIGTERM",
    "check": "look at every part and say how to mend what is wrong",
    "migrate": "bring the database to this release's schema",
    "keygen": "print a key for ENCRYPTION_KEYS",
    "rotate-keys": "seal everything under the first of ENCRYPTION_KEYS; the others can go after it",
    "restored": "make a restored backup safe: end logins, void invitations, tell the creators",
    "reset": "delete everything, because the keys are lost (needs --yes)",
}
_WHOLE: Final[Mapping[str, Callable[[Config], Coroutine[Any, Any, int]]]] = {
    "run": commands.run,
    "check": commands.check,
}
_STORAGE: Final[Mapping[str, Callable[[StorageConfig], Coroutine[Any, Any, int]]]] = {
    "migrate": commands.migrate,
    "rotate-keys": commands.rotate_keys,
    "restored": commands.restored,
    "reset": commands.reset,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and give the exit code."""
    command = _parse(arguments)
    try:
        return commands.keygen() if command == "keygen" else _start(command, os.environ)
    except ConfigError as error:
        return _refuse(str(error))
    except StorageRefused as error:
        return _refuse(f"The database cannot be used: {error}.")
    except (PortInUseError, TokenRefusedError) as error:
        return _refuse(f"{error}.")
    except StorageUnavailable:
        return _refuse("The database does not answer: see whether it runs and DATABASE_URL is right.", FAULT)
    except KeyboardInterrupt:
        return INTERRUPTED


def _parse(arguments: Sequence[str] | None) -> str:
    parser = argparse.ArgumentParser(
        "python -m bot", description="Codebell, the bot that rings for login codes."
    )
    subcommands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in HELP.items():
        added = subcommands.add_parser(name, help=text, description=text)
        if name == "reset":
            added.add_argument("--yes", action="store_true", required=True, help="everything is deleted")
    return str(parser.parse_args(arguments).command)


def _start(command: str, environ: Mapping[str, str]) -> int:
    if command in _STORAGE:
        configure_logging("WARNING", sys.stderr)
        return asyncio.run(_STORAGE[command](read_storage_config(environ)))
    config = read_config(environ, {slug: adapter.manifest for slug, adapter in ADAPTERS.items()})
    if command == "run":
        configure_logging(config.log_level)
    else:
        configure_logging("WARNING", sys.stderr)
    for hint in config.hints:
        print(hint, file=sys.stderr)  # noqa: T201 - for the person who set the variable
    structlog.stdlib.get_logger("codebell").debug("starting", command=command)
    return asyncio.run(_WHOLE[command](config))


def _refuse(text: str, code: int = REFUSED) -> int:
    print(text, file=sys.stderr)  # noqa: T201 - one message for the person who started it
    return code


if __name__ == "__main__":
    sys.exit(main())
