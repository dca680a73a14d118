"""The rows of an export of Flowwink's ``a2a_peers``, as JSON, as JSON a line, or as CSV.

Here it is only found where a row begins and ends; whether one is any good is said elsewhere.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from gateway.cli.errors import Refused
from gateway.core.json import Json

_WRAPPERS: Final = ("data", "peers", "a2a_peers")
_NAME: Final = "name"


def read_export(path: Path) -> list[Json]:
    """Every row, in the order of the file; what should be one and is not stands as it is.

    Raise Refused for a file that cannot be read, or is neither JSON nor CSV.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Refused(f"{path} is not UTF-8") from None
    rows = _read_json(text) if text.lstrip()[:1] in ("[", "{") else _read_csv(path, text)
    if rows is None:
        raise Refused(
            f"{path} is neither JSON nor CSV with a column {_NAME}; export the table a2a_peers"
        )
    return rows


def _read_json(text: str) -> list[Json] | None:
    try:
        return _unwrap(json.loads(text))
    except (ValueError, RecursionError):
        rows = [_read_line(line) for line in text.splitlines() if line.strip()]
    return rows if any(isinstance(row, dict) for row in rows) else None


def _unwrap(value: Json) -> list[Json]:
    if isinstance(value, list):
        return value
    lists = (value[key] for key in _WRAPPERS if isinstance(value.get(key), list))
    return next(lists, [value])


def _read_line(line: str) -> Json:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _read_csv(path: Path, text: str) -> list[Json] | None:
    # A cell may hold the whole card of a peer, which is longer than the csv module expects.
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, restkey="")
    try:
        if _NAME not in (reader.fieldnames or ()):
            return None
        return list(_rows(reader))
    except csv.Error as error:
        raise Refused(f"{path} is not CSV after line {reader.line_num}: {error}") from None


def _rows(reader: Iterable[dict[str, Any]]) -> Iterator[Json]:
    for row in reader:
        # More cells than the header has: no cell can be trusted to be in its column.
        yield None if "" in row else row
