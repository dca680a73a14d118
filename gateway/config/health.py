"""The ``[health]`` table: how often peers are looked at, and how long one that fails is left alone.

A look is a conditional GET of the peer's card, without a credential; it is never a message.
"""

from typing import Annotated, Final

from pydantic import Field

from gateway.config.fields import Number
from gateway.config.section import Section

_DAY: Final = 86_400
_HOUR: Final = 3_600


class HealthSettings(Section):
    """``interval_seconds`` 0 looks at nobody; ``most_backoff_seconds`` bounds our own backoff."""

    interval_seconds: Annotated[Number, Field(ge=0, le=_DAY, allow_inf_nan=False)] = 300
    most_backoff_seconds: Annotated[Number, Field(ge=1, le=_HOUR, allow_inf_nan=False)] = 300
