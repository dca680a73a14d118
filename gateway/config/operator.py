"""The ``[operator]`` table: who may tell this gateway what to do."""

from typing import Annotated

from pydantic import Field, field_validator

from gateway.config.fields import Argon2id, LocalPath, Name
from gateway.config.section import Section, check_names
from gateway.core.person import is_person


class PersonRow(Section):
    """One row of ``[[operator.people]]``: somebody with a token of their own, so that what they
    decide is known to be theirs. ``token_hash`` is an argon2id string."""

    name: Name
    token_hash: Annotated[Argon2id, Field(min_length=1, repr=False)]

    @field_validator("name")
    @classmethod
    def _check_person(cls, value: str) -> str:
        if not is_person(value):
            raise ValueError("is the name of whoever has the shared token; choose another")
        return value


class OperatorSettings(Section):
    """``token_hash`` is an argon2id string, "" while there is no operator token.

    ``socket`` is where the operator's commands reach the gateway, None for the usual place.
    """

    token_hash: Argon2id = Field(default="", repr=False)
    socket: LocalPath | None = None
    people: tuple[PersonRow, ...] = ()

    @field_validator("people")
    @classmethod
    def _check_people(cls, people: tuple[PersonRow, ...]) -> tuple[PersonRow, ...]:
        check_names(row.name for row in people)
        hashes = [row.token_hash for row in people]
        if len(set(hashes)) < len(hashes):
            raise ValueError("two people have the same token; each needs their own")
        return people
