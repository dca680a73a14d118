"""OpenAI's Responses API as a dialect: ``POST /v1/responses`` and what belongs to it.

``agent`` is the model that talks, ``skill/NAME`` one that does a single thing. A response is one
turn of a task; what A2A has no place for is repeated from the request (``asked``).
Source: the OpenAI API reference, "Responses" and "Streaming events".
"""

from typing import Final

NAME: Final = "responses"
PATH: Final = "/v1/responses"
AGENT_MODEL: Final = "agent"
AGENT_MODELS: Final = frozenset({AGENT_MODEL, "openclaw"})
"""The second is what Flowwink's gateway asks for where it is told no other."""
SKILL_MODEL: Final = "skill/"
