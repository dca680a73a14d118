"""The log: one event is one line, as JSON or for a terminal; never a secret, never a body.

Lines go to standard error, which operators collect; the audit log is the store's activity.
"""

import logging
import sys
from typing import Any, TypeAlias

import structlog

Log: TypeAlias = Any


def configure_log(*, level: str = "INFO", as_json: bool = True) -> None:
    """Set the process's log up once; a later call replaces it."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if as_json else _keep,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def get_log(name: str) -> Log:
    """The log of one part of the gateway."""
    return structlog.get_logger(part=name)


def _keep(_logger: Any, _method: str, event: Any) -> Any:
    return event
