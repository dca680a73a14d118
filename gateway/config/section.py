"""What every table of the config has in common: frozen, and closed to keys it does not know."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of the config file; sequences are tuples, so that a loaded config cannot change."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


def check_names(names: Iterable[str]) -> None:
    """Raise ValueError where two rows of a table have one name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"two rows are named {name}")
        seen.add(name)
