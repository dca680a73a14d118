"""The only reader of TOML and of the environment.

Flags win over ``GATEWAY_SECTION__KEY``, which wins over the file; what is left out has its
default. Everything that is wrong is told at once, one line each: where it stands, its key, why.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from gateway.config.layers import Origins, lay_environment, lay_flags
from gateway.config.peer_row import PeerRow
from gateway.config.settings import Settings
from gateway.core.errors import ConfigError, Violation

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_ROWS: Final = (
    ("peers",),
    ("routes",),
    ("notify",),
    ("automations",),
    ("skills", "rows"),
    ("operator", "people"),
)
_TWO_SKILLS: Final = frozenset({"[skills]", "[[skills]]"})
_REASONS: Final = {
    "extra_forbidden": "is not a key that is known here",
    "missing": "is missing",
    "model_type": "must be a table",
    "tuple_type": "must be a list",
    "string_too_short": "must not be empty",
}


def load(
    path: Path, *, environ: Mapping[str, str], overrides: Mapping[str, Any] = _NOTHING
) -> Settings:
    """The settings that a file gives; ``overrides`` are flags by dotted key (``store.url``).

    Raise ConfigError, whose violations hold each problem apart.
    """
    return read(read_text(path), path, environ=environ, overrides=overrides)


def read(
    text: str, path: Path, *, environ: Mapping[str, str], overrides: Mapping[str, Any] = _NOTHING
) -> Settings:
    """As ``load``, of a text that is not, or not yet, in the file at ``path``."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}{_hint(text)}") from None
    if isinstance(document.get("skills"), list):
        # Rows alone, without the table that holds them: [[skills]] for [[skills.rows]].
        document["skills"] = {"rows": document["skills"]}
    origins: Origins = {}
    lines, violations = [], lay_environment(document, environ, origins)
    lines += [f"{problem.field}: {problem.description}" for problem in violations]
    lay_flags(document, overrides, origins)
    try:
        settings = Settings.model_validate(document, context={"folder": path.absolute().parent})
    except ValidationError as error:
        for loc, problem in _problems(error, document):
            violations.append(problem)
            origin = _origin(loc, origins) or str(path)
            lines.append(f"{origin}: {problem.field}: {problem.description}")
    if violations:
        raise ConfigError("\n".join(lines), violations=tuple(violations))
    return settings


def read_peer(row: Mapping[str, Any]) -> PeerRow:
    """One row of ``[[peers]]`` by itself; raise ConfigError with its problems, one a line."""
    try:
        return PeerRow.model_validate(row)
    except ValidationError as error:
        violations = tuple(problem for _, problem in _problems(error, row))
    lines = (f"{problem.field}: {problem.description}" for problem in violations)
    raise ConfigError("\n".join(lines), violations=violations)


def read_text(path: Path) -> str:
    """The text of a config file; raise ConfigError when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; `peergate init` writes one") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8") from None


def _hint(text: str) -> str:
    lines = {line.strip() for line in text.splitlines()}
    # A table and a list of one name are two things to TOML, which says so in no helpful words.
    return "; beside [skills], write [[skills.rows]]" if lines >= _TWO_SKILLS else ""


def _problems(
    error: ValidationError, document: Mapping[str, Any]
) -> Iterator[tuple[Sequence[str | int], Violation]]:
    """What pydantic found, each with its place; none of it repeats a value."""
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        key = _key(detail["loc"], document)
        yield detail["loc"], Violation(key, say_why(detail["type"], detail["msg"]))


def _key(loc: Sequence[str | int], document: Mapping[str, Any]) -> str:
    """The dotted key; a row is called by its name where it has one."""
    keys = list(loc)
    for table in _ROWS:
        at = len(table)
        if tuple(keys[:at]) != table or len(keys) <= at or not isinstance(keys[at], int):
            continue
        rows: Any = document
        for step in loc[: at + 1]:
            rows = rows[step]
        name = rows.get("name") if isinstance(rows, dict) else None
        if isinstance(name, str) and name.isprintable() and name:
            keys[at] = name
    return ".".join(str(key) for key in keys)


def _origin(loc: Sequence[str | int], origins: Origins) -> str | None:
    """The variable or the flags that set this key or the table around it."""
    keys = tuple(str(key) for key in loc)
    lengths = range(len(keys), 0, -1)
    return next((origins[keys[:length]] for length in lengths if keys[:length] in origins), None)


def say_why(kind: str, message: str) -> str:
    """Pydantic's reason in the words of an operator; none of them repeats the value."""
    if kind in _REASONS:
        return _REASONS[kind]
    text = message.removeprefix("Value error, ").replace("Input should", "must")
    return text[:1].lower() + text[1:]
