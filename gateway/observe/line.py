"""What a line of the log looks like: JSON for machines, columns and colours on a terminal.

Neither shows what each variable of a traceback held: tokens are among that.
"""

import json
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from msgspec import Struct


class Level(StrEnum):
    """From the least to the gravest."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Line(Struct, frozen=True):
    """One event; ``error`` is what broke, and has its traceback told."""

    at: datetime
    level: Level
    event: str
    fields: Mapping[str, Any]
    error: BaseException | None


Form: TypeAlias = Callable[[Line], str]


def write_json(line: Line) -> str:
    told = {
        **line.fields,
        "event": line.event,
        "level": line.level,
        "timestamp": _moment(line),
    }
    if line.error is not None:
        told["exception"] = _traceback(line.error)
    return json.dumps(told, default=repr)


def write_for_terminal(line: Line) -> str:
    # In quotes, what a peer said cannot drive the terminal or begin a new line.
    fields = " ".join(
        f"{_CYAN}{name}{_PLAIN}={_MAGENTA}{line.fields[name]!r}{_PLAIN}"
        for name in sorted(line.fields)
    )
    text = (
        f"{_DIM}{_moment(line)}{_PLAIN} [{_COLOURS[line.level]}{_BOLD}{line.level:<9}{_PLAIN}]"
        f" {_BOLD}{line.event:<30}{_PLAIN} {fields}"
    )
    return text if line.error is None else f"{text}\n{_traceback(line.error)}"


def _moment(line: Line) -> str:
    return line.at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)).rstrip("\n")


_PLAIN: Final = "\x1b[0m"
_BOLD: Final = "\x1b[1m"
_DIM: Final = "\x1b[2m"
_MAGENTA: Final = "\x1b[35m"
_CYAN: Final = "\x1b[36m"
_COLOURS: Final = {
    Level.DEBUG: "\x1b[32m",
    Level.INFO: "\x1b[32m",
    Level.WARNING: "\x1b[33m",
    Level.ERROR: "\x1b[31m",
}
