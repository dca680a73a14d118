"""What a peer's card says of a skill that it carries out for us: its schemas and its description.

A stranger wrote the card. A schema of it is taken only where it can be checked in full, and it goes
onto our own card as it was understood: without references and annotations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from gateway.core.card import SKILLS_EXTENSION, AgentCard
from gateway.core.errors import GatewayError, InvalidParams, Violation
from gateway.core.json import Json, JsonObject, decode
from gateway.dialects.card import read_card

Misfits: TypeAlias = Callable[[Json], list[str]]
"""What is wrong with a value, as ``path: reason`` each; none when it fits."""

Understand: TypeAlias = Callable[[JsonObject], tuple[JsonObject, Misfits] | None]
"""A schema as it was understood, and its check; None for one that is not understood in full."""

_MAX_DESCRIPTION: Final = 2000
_MAX_TAGS: Final = 20
_MAX_TAG: Final = 64


@dataclass(frozen=True, slots=True)
class Schemas:
    """None for what the card does not say. ``check`` raises InvalidParams, naming each field."""

    input: JsonObject | None = None
    output: JsonObject | None = None
    check: Callable[[JsonObject], None] | None = None
    description: str = ""
    tags: tuple[str, ...] = ()


UNKNOWN: Final = Schemas()


def find_schemas(card: str, skill: str, understand: Understand) -> Schemas:
    """What the card, as JSON text, says of its skill of that name."""
    try:
        read = read_card(decode(card.encode())) if card else None
    except GatewayError:
        read = None
    if read is None:
        return UNKNOWN
    said = _find_said(read, skill)
    taken = _take(said.get("inputSchema"), understand)
    given = _take(said.get("outputSchema"), understand)
    on_card = next((found for found in read.skills if skill in (found.id, found.name)), None)
    return Schemas(
        input=None if taken is None else taken[0],
        output=None if given is None else given[0],
        check=None if taken is None else _checker(skill, taken[1]),
        description=on_card.description[:_MAX_DESCRIPTION] if on_card else "",
        tags=tuple(tag[:_MAX_TAG] for tag in on_card.tags[:_MAX_TAGS]) if on_card else (),
    )


def _find_said(card: AgentCard, skill: str) -> JsonObject:
    for extension in card.capabilities.extensions:
        if extension.uri == SKILLS_EXTENSION and extension.params is not None:
            skills = extension.params.get("skills")
            said = skills.get(skill) if isinstance(skills, dict) else None
            if isinstance(said, dict):
                return said
    return {}


def _take(schema: Json, understand: Understand) -> tuple[JsonObject, Misfits] | None:
    return understand(schema) if isinstance(schema, dict) else None


def _checker(skill: str, misfits: Misfits) -> Callable[[JsonObject], None]:
    def check(arguments: JsonObject) -> None:
        if found := misfits(arguments):
            raise InvalidParams(
                f"the arguments of {skill} do not fit its schema",
                violations=tuple(_violation(misfit) for misfit in found),
            )

    return check


def _violation(misfit: str) -> Violation:
    path, _, reason = misfit.partition(": ")
    return Violation(path if reason else "arguments", reason or misfit)
