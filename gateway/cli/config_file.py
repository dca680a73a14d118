"""Editing the config file with its comments kept, and nothing invalid ever in its place."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Table

from gateway import config
from gateway.cli import files
from gateway.cli.errors import Refused
from gateway.core.errors import ConfigError


class ConfigFile:
    """The text of a config while it is edited; only ``open_config`` makes one."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._document = self._parse(text)

    def find(self, name: str) -> Table | None:
        """The row of a peer, to be changed in place."""
        return next((row for row in self._rows() if row.get("name") == name), None)

    def get(self, name: str) -> Table:
        """As ``find``; raise Refused where there is none."""
        row = self.find(name)
        if row is None:
            raise Refused(f"{self.path}: there is no peer named {name}")
        return row

    def append(self, *rows: Mapping[str, Any]) -> None:
        """Add rows of peers at the end of the file; one that is a Table keeps its comments."""
        self._rows()
        self.append_text(*(_dump_row(row) for row in rows))

    def append_text(self, *blocks: str) -> None:
        """Add blocks at the end of the file; raise ConfigError where they do not go there."""
        text = tomlkit.dumps(self._document).rstrip("\n")
        self._document = self._parse("\n\n".join((text, *blocks)) + "\n")

    def remove(self, name: str) -> None:
        """Take out a peer's row; what stands below it stays."""
        row, rows = self.get(name), self._rows()
        remove_row(rows, next(i for i, other in enumerate(rows) if other is row))
        if not rows:
            del self._document["peers"]

    @property
    def document(self) -> tomlkit.TOMLDocument:
        """The whole text, to be changed in place."""
        return self._document

    def check(self) -> config.Settings:
        """What the edited text comes to; raise ConfigError where the gateway would refuse it."""
        return config.read(tomlkit.dumps(self._document), self.path, environ=os.environ)

    def save(self) -> config.Settings:
        """Check the whole, then put it in the file's place at once."""
        settings = self.check()
        files.replace(self.path, tomlkit.dumps(self._document))
        return settings

    def _rows(self) -> AoT:
        rows = self._document.get("peers", tomlkit.aot())
        if not isinstance(rows, AoT):
            raise Refused(f"{self.path}: write each peer as a [[peers]] table to edit it here")
        return rows

    def _parse(self, text: str) -> tomlkit.TOMLDocument:
        try:
            return tomlkit.parse(text)
        except TOMLKitError as error:
            raise ConfigError(f"{self.path}: is not TOML: {error}") from None


@contextmanager
def open_config(path: Path) -> Iterator[ConfigFile]:
    """The config to edit. Commands that run at the same time take turns, so no edit is lost."""
    try:
        folder = os.open(path.resolve().parent, os.O_RDONLY)
    except OSError:
        raise ConfigError(f"{path}: there is no such file; `peergate init` writes one") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield ConfigFile(path, config.read_text(path))
    finally:
        os.close(folder)


def set_key(row: Table, key: str, value: Any) -> None:
    """Set a key of a row; a new one goes below the last key, above the comments that follow."""
    if key in row:
        row[key] = value
        return
    tail = _take_tail(row)
    row.add(key, value)
    for item in tail:
        row.value.body.append((None, item))


def remove_row(rows: AoT, index: int) -> None:
    """Take out a row; the comments between it and the next row stay with the next one."""
    tail = "".join(item.as_string() for item in _take_tail(rows[index]))
    if tail.strip() and index + 1 < len(rows):
        after = rows[index + 1].trivia
        after.indent = tail + after.indent
    del rows[index]


def _dump_row(row: Mapping[str, Any]) -> str:
    rows = tomlkit.aot()
    rows.append(row)
    document = tomlkit.document()
    document.add("peers", rows)
    return tomlkit.dumps(document).rstrip("\n")


def _take_tail(row: Table) -> list[Item]:
    """Take off the blank lines and comments below a row's last key."""
    tail: list[Item] = []
    body = row.value.body
    while body and body[-1][0] is None:
        tail.insert(0, body.pop()[1])
    return tail
