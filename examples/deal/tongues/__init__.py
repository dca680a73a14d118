"""What the scripted suppliers speak: each file is one wire language, written out by hand.

None of it is the gateway's own code: these are other companies' servers, as they are met.
"""

from collections.abc import Mapping
from typing import Final

from examples.deal.tongues.a2a import A2A_03, A2A_10, FLOWWINK, TASKS
from examples.deal.tongues.base import Asked, Looked, Tongue
from examples.deal.tongues.native import NATIVE
from examples.deal.tongues.responses import RESPONSES
from examples.deal.tongues.rest import REST

TONGUES: Final[Mapping[str, Tongue]] = {
    "a2a-1.0": A2A_10,
    "rest": REST,
    "a2a-0.3": A2A_03,
    "tasks": TASKS,
    "flowwink": FLOWWINK,
    "native": NATIVE,
    "responses": RESPONSES,
}

__all__ = ["TONGUES", "Asked", "Looked", "Tongue"]
