"""What a task is carried out with: the skill, for whom, on which words, by which route."""

from msgspec import Struct
from pydantic import BaseModel

from gateway.contract import Contract
from gateway.core.approval import Approval
from gateway.core.json import JsonObject
from gateway.core.message import Message
from gateway.core.peer import Peer
from gateway.core.routing import Route
from gateway.skillkit.declare import Skill


class Job(Struct, frozen=True):
    """What a work's skill is run with; ``answer`` is the peer's answer to a question, or None, and
    ``route`` the rule that led to the skill, or None. It answers the first ``turns`` of the peer.
    ``grants`` are the approvals of a run that waited for them.
    """

    skill: Skill
    peer: Peer
    message: Message
    arguments: JsonObject
    model: BaseModel | None
    contract: Contract | None = None
    answer: str | None = None
    route: Route | None = None
    turns: int = 1
    grants: tuple[Approval, ...] = ()

    @property
    def seconds(self) -> float | None:
        """How long the route lets the skill run; None for as long as the skill may."""
        return None if self.route is None else self.route.timeout
