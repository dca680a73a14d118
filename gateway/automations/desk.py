"""What a skill can do while it runs for an automation: there is no task that anybody follows.

What it hands out is kept for the audit row. Nobody is there who could be asked anything, or who
would wait for a human: where one has to say yes, by the same rules as for peers, it does not run.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from gateway.automations.deed import Hopeless
from gateway.automations.occasion import OURSELVES
from gateway.config import ApprovalSettings
from gateway.core.chain import Cause
from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, Part
from gateway.policy.approval import find_need
from gateway.runner.result import BadResult, count_bytes
from gateway.skillkit.approval import Wish
from gateway.skillkit.context import SkillContext

CallPeer: TypeAlias = Callable[[str, str, JsonObject, Cause | None], Awaitable[Json]]


class ApprovalNeeded(Hopeless):
    """A human has to approve this first, which an automation cannot wait for."""

    reason = "APPROVAL_NEEDED"


@dataclass(slots=True)
class OwnDesk:
    """``call`` runs another skill of ours."""

    run_id: str
    rules: Callable[[], ApprovalSettings]
    call: Callable[[str, SkillContext], Awaitable[tuple[Artifact, ...]]]
    ask_peer: CallPeer
    max_bytes: int
    handed_out: list[Part] = field(default_factory=list)
    is_interrupted: bool = False
    is_followed: bool = False
    _ids: int = 0

    async def secure(self) -> None:
        """The run is a row of the outbox: no crash forgets it."""

    async def say(self, *parts: Part) -> None:
        """Nobody follows it."""

    async def artifact(self, artifact: Artifact, *, append: bool, last: bool) -> None:
        self.handed_out += artifact.parts
        if count_bytes(self.handed_out) > self.max_bytes:
            raise BadResult(f"more than {self.max_bytes} bytes were handed out")

    async def call_peer(self, peer: str, skill: str, arguments: JsonObject) -> Json:
        return await self.ask_peer(peer, skill, arguments, None)

    async def call_skill(self, name: str, context: SkillContext) -> tuple[Artifact, ...]:
        return await self.call(name, context)

    async def read_facts(self, context: SkillContext) -> list[tuple[str, str]]:
        return []

    async def require_approval(self, context: SkillContext, wish: Wish) -> None:
        need = find_need(
            self.rules(),
            context.skill,
            OURSELVES,
            wish.amount,
            wish.currency,
            wish.up_to,
            trust_asks=wish.is_by_trust,
        )
        if need is not None:
            raise ApprovalNeeded(f"{context.skill}: {wish.reason} ({need.rule})")

    def new_id(self) -> str:
        self._ids += 1
        return f"{self.run_id}-{self._ids}"
