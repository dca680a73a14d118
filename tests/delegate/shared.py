"""What a test shares with skills that run in this process, on the same loop."""

import asyncio
from dataclasses import dataclass, field


@dataclass
class Shared:
    """``runs`` are the skills that began, in order; ``gate`` is what some of them wait for."""

    runs: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    canceled: list[str] = field(default_factory=list)
    contexts: list[str] = field(default_factory=list)


SHARED = Shared()


def renew() -> Shared:
    """Nothing of the test before."""
    SHARED.__init__()  # type: ignore[misc]
    return SHARED
