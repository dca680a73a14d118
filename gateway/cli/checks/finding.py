"""What a check is, what it looks at, and what it finds."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from gateway.config import Settings


class Level(StrEnum):
    """A warning works, and may surprise."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Finding(Struct, frozen=True):
    check: str
    level: Level
    text: str


class Subject(Struct, frozen=True):
    """What is checked: valid settings, the folders of skills, and where secrets come from."""

    settings: Settings
    skill_folders: tuple[Path, ...]
    environ: Mapping[str, str]


Look: TypeAlias = Iterator[tuple[Level, str]]
Check: TypeAlias = Callable[[Subject], Look]
"""Yields its findings; a GatewayError that leaves it is a red one."""
