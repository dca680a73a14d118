"""A desk that keeps what a skill hands out, and the context of a run without a gateway."""

from dataclasses import dataclass, field

from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, Message, Part, Role, TextPart, text_of
from gateway.core.task import TaskState
from gateway.skillkit.approval import Wish
from gateway.skillkit.context import MessageView, PeerView, SkillContext, TaskView


@dataclass
class Desk:
    """``answers`` are what other peers' skills give back, by (peer, skill), ``results`` what our
    own do.
    """

    answers: dict[tuple[str, str], Json] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    artifacts: list[tuple[Artifact, bool, bool]] = field(default_factory=list)
    calls: list[tuple[str, str, JsonObject]] = field(default_factory=list)
    results: dict[str, tuple[Artifact, ...]] = field(default_factory=dict)
    facts: list[tuple[str, str]] = field(default_factory=list)
    skill_calls: list[tuple[str, JsonObject]] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    ids: int = 0

    is_interrupted: bool = False
    is_followed: bool = False

    async def secure(self) -> None:
        pass

    async def say(self, *parts: Part) -> None:
        self.said.append(text_of(parts))

    async def artifact(self, artifact: Artifact, *, append: bool, last: bool) -> None:
        self.artifacts.append((artifact, append, last))

    async def call_peer(self, peer: str, skill: str, arguments: JsonObject) -> Json:
        self.calls.append((peer, skill, arguments))
        return self.answers[peer, skill]

    async def call_skill(self, name: str, context: SkillContext) -> tuple[Artifact, ...]:
        self.skill_calls.append((name, context.arguments))
        return self.results[name]

    async def read_facts(self, context: SkillContext) -> list[tuple[str, str]]:
        return self.facts

    async def require_approval(self, context: SkillContext, wish: Wish) -> None:
        self.wishes.append(wish)

    def new_id(self) -> str:
        self.ids += 1
        return f"id-{self.ids}"


def context(arguments: JsonObject | None = None, desk: Desk | None = None) -> SkillContext:
    message = Message("m-1", Role.USER, (TextPart("first line"), TextPart("second line")))
    return SkillContext(
        message=MessageView(message.id, message.parts, {}),
        task=TaskView("t-1", "c-1", TaskState.WORKING, (message,)),
        peer=PeerView("acme", ()),
        arguments=arguments or {},
        desk=desk or Desk(),
    )
