"""How a call came in, as far as the inbox needs to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """``dialect`` is the wire language's name; ``at`` the time of arrival in milliseconds.

    ``carries_contexts`` is false for dialects whose calls cannot name a context: they share one
    per peer, so that memory works for them. ``operation`` is the A2A 1.0 name of the call.
    """

    request_id: str
    dialect: str
    at: int
    carries_contexts: bool = True
    operation: str = "SendMessage"
