"""The rows of the operator's people in a config, as they are written: tables, or one list."""

from collections.abc import MutableMapping
from typing import Any

import tomlkit
from tomlkit.items import AoT

from gateway.auth.tokens import NewToken
from gateway.cli.config_file import ConfigFile, remove_row
from gateway.cli.errors import Refused


def find_person(file: ConfigFile, name: str) -> MutableMapping[str, Any] | None:
    """Their row, to be changed in place."""
    return next((row for row in _rows(file) if row.get("name") == name), None)


def get_person(file: ConfigFile, name: str) -> MutableMapping[str, Any]:
    """As ``find_person``; raise Refused where there is none."""
    row = find_person(file, name)
    if row is None:
        raise Refused(f"{file.path}: there is nobody named {name}; `peergate people list` says who")
    return row


def add_person(file: ConfigFile, name: str, token: NewToken) -> None:
    """Add a row beside the others of its form; raise ConfigError where none goes."""
    row = {"name": name, "token_hash": token.hash}
    rows = _rows(file)
    if isinstance(rows, AoT) or not rows:
        file.append_text("[[operator.people]]\n" + tomlkit.dumps(row).rstrip("\n"))
        return
    inline = tomlkit.inline_table()
    inline.update(row)
    rows.append(inline)


def remove_person(file: ConfigFile, name: str) -> None:
    """Raise Refused where there is none."""
    get_person(file, name)
    rows = _rows(file)
    index = next(i for i, row in enumerate(rows) if row.get("name") == name)
    if isinstance(rows, AoT):
        remove_row(rows, index)
    else:
        del rows[index]
    if not rows:
        del file.document["operator"]["people"]


def _rows(file: ConfigFile) -> Any:
    """An AoT or an Array; an empty list where there is neither."""
    operator = file.document.get("operator")
    return operator.get("people", []) if isinstance(operator, MutableMapping) else []
