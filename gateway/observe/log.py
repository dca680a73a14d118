"""The log: one event is one line, as JSON or for a terminal; never a secret, never a body.

Lines go to standard error, which operators collect; the audit log is the store's activity.
"""

import logging
import sys
from contextlib import suppress
from typing import Any, TextIO, TypeAlias, cast

import structlog

Log: TypeAlias = Any


def configure_log(*, level: str = "INFO", as_json: bool = True) -> None:
    """Set the process's log up once; a later call replaces it."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(
            # The usual one shows what each variable held, tokens too.
            exception_formatter=structlog.dev.plain_traceback,
            # In quotes, what a peer said cannot drive the terminal or begin a new line.
            repr_native_str=True,
        )
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if as_json else _keep,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _StandardError())),
        cache_logger_on_first_use=False,
    )


def get_log(name: str) -> Log:
    """The log of one part of the gateway."""
    return structlog.get_logger(part=name)


class _StandardError:
    """Standard error as it is when a line is written.

    Whoever collects it may be gone: a line that cannot be written must stop nothing.
    """

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def _keep(_logger: Any, _method: str, event: Any) -> Any:
    return event
