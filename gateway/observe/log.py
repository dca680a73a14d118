"""The log: one event is one line, as JSON or for a terminal; never a secret, never a body.

Lines go to standard error, which operators collect; the audit log is the store's activity. No
library writes them, for those that write JSON load what draws tracebacks on terminals with it.
"""

import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from gateway.observe.line import Form, Level, Line, write_for_terminal, write_json

_ORDER: Final = tuple(Level)


class Log:
    """The log of one part of the gateway."""

    __slots__ = ("_part",)

    def __init__(self, part: str) -> None:
        self._part = part

    def debug(self, event: str, /, **fields: Any) -> None:
        self._tell(Level.DEBUG, event, fields)

    def info(self, event: str, /, **fields: Any) -> None:
        self._tell(Level.INFO, event, fields)

    def warning(self, event: str, /, **fields: Any) -> None:
        self._tell(Level.WARNING, event, fields)

    def error(self, event: str, /, *, exc_info: BaseException | None = None, **fields: Any) -> None:
        """``exc_info`` is what broke: its traceback is told, too."""
        self._tell(Level.ERROR, event, fields, exc_info)

    def _tell(
        self,
        level: Level,
        event: str,
        fields: dict[str, Any],
        error: BaseException | None = None,
    ) -> None:
        if level in _setup.levels:
            line = Line(datetime.now(UTC), level, event, {"part": self._part, **fields}, error)
            _write(_setup.form(line))


def configure_log(*, level: Level = Level.INFO, as_json: bool = True) -> None:
    """Set the process's log up once; a later call replaces it."""
    _setup.levels = frozenset(_ORDER[_ORDER.index(level) :])
    _setup.form = write_json if as_json else write_for_terminal


def get_log(name: str) -> Log:
    """The log of one part of the gateway."""
    return Log(name)


@dataclass(slots=True)
class _Setup:
    levels: frozenset[Level] = frozenset(_ORDER[1:])
    form: Form = write_json


_setup: Final = _Setup()


def _write(line: str) -> None:
    # Standard error as it is now. Whoever collects it may be gone: that must stop nothing.
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
