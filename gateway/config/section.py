"""What every table of the config has in common: frozen, and closed to keys it does not know."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of the config file; sequences are tuples, so that a loaded config cannot change."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
