"""What a peer's card says of a skill that it carries out for us: its schemas and its description.

A stranger wrote the card. A schema of it is taken only where it can be checked in full, and it goes
onto our own card as it was understood: without references and annotations.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from gateway.contract import Contract, ContractNotSupported, read_contract
from gateway.core.card import SKILLS_EXTENSION, AgentCard
from gateway.core.errors import GatewayError, InvalidParams, Violation
from gateway.core.json import Json, JsonObject, decode
from gateway.dialects.card import read_card

_MAX_DESCRIPTION: Final = 2000
_MAX_TAGS: Final = 20
_MAX_TAG: Final = 64
# So that it is read as a schema, whatever its fields are called.
_AS_SCHEMA: Final[JsonObject] = {"$schema": ""}


class Schemas(Struct, frozen=True):
    """None for what the card does not say. ``check`` raises InvalidParams, naming each field."""

    input: JsonObject | None = None
    output: JsonObject | None = None
    check: Callable[[JsonObject], None] | None = None
    description: str = ""
    tags: tuple[str, ...] = ()


UNKNOWN: Final = Schemas()


def find_schemas(name: str, card: str, skill: str) -> Schemas:
    """What the card, as JSON text, says of its ``skill``, which is called ``name`` here."""
    try:
        read = read_card(decode(card.encode())) if card else None
    except GatewayError:
        read = None
    if read is None:
        return UNKNOWN
    said = _find_said(read, skill)
    taken, given = _take(said.get("inputSchema")), _take(said.get("outputSchema"))
    on_card = next((found for found in read.skills if skill in (found.id, found.name)), None)
    return Schemas(
        input=None if taken is None else taken.schema,
        output=None if given is None else given.schema,
        check=None if taken is None else _checker(name, taken),
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


def _take(schema: Json) -> Contract | None:
    if not isinstance(schema, dict):
        return None
    try:
        return read_contract({**schema, **_AS_SCHEMA})
    except ContractNotSupported:
        return None


def _checker(name: str, taken: Contract) -> Callable[[JsonObject], None]:
    def check(arguments: JsonObject) -> None:
        found = taken.find_problems(arguments)
        if found.is_none:
            return
        violations = [Violation(path, "is missing") for path in found.missing]
        violations += [_violation(mismatch) for mismatch in found.mismatches]
        raise InvalidParams(
            f"the arguments of {name} do not fit its schema", violations=tuple(violations)
        )

    return check


def _violation(mismatch: str) -> Violation:
    path, _, words = mismatch.partition(": ")
    return Violation(path if words else "arguments", words or mismatch)
