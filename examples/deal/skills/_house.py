"""The figures of the house that offers: what it asks, when it is free, and from what amount on a
human decides. ``house.toml`` beside this file holds them."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict


class House(BaseModel):
    """``price`` is by the hour, or of the whole. ``capacity`` is how many there are of what is
    asked for, ``limit`` up to what price nobody is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    price: float
    days: int
    capacity: int
    limit: float

    @property
    def day(self) -> date:
        """When it can be there."""
        return datetime.now(UTC).date() + timedelta(days=self.days)


HOUSE: Final = House.model_validate(
    tomllib.loads(Path(__file__).with_name("house.toml").read_text(encoding="utf-8"))
)
