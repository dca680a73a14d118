"""Who is asked by a request to many: in the request itself, or in the config for those that name
nobody.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from gateway.config.section import Section

_Name = Annotated[str, Field(min_length=1, max_length=64)]


class Audience(Section):
    """Who is asked: peers by their names, by a tag of their rows, by a skill on their cards, or
    all; whoever is chosen twice is asked once."""

    peers: tuple[_Name, ...] = ()
    tags: tuple[_Name, ...] = ()
    skills: tuple[_Name, ...] = ()
    all: bool = False

    @model_validator(mode="after")
    def _names_someone(self) -> Self:
        if not (self.peers or self.tags or self.skills or self.all):
            raise ValueError("must name peers, tags, skills, or say all = true")
        return self
