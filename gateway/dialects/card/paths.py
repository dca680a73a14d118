"""Where cards lie, in the order in which they are looked for; ours is served at each of them."""

from typing import Final

CARD_PATHS: Final = (
    "/.well-known/agent-card.json",
    "/.well-known/agent.json",
    "/agent-card",
    "/agent-card.json",
    "/a2a/agent-card",
    "/functions/v1/agent-card",
)
