"""What a running skill knows of its call and can do; stable for skill authors."""

from collections.abc import Sequence
from typing import Any, NoReturn, Protocol

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.approval import SkillCall
from gateway.core.chain import Cause
from gateway.core.errors import GatewayError
from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, DataPart, Message, Part, TextPart, text_of
from gateway.core.task import TaskState
from gateway.skillkit.approval import Amount, Wish, read_amount
from gateway.skillkit.outcome import Ask, AskToLogIn, Decline, Reject


class MessageView(Struct, frozen=True):
    """The message that this run answers."""

    id: str
    parts: tuple[Part, ...]
    metadata: JsonObject

    @property
    def text(self) -> str:
        """The text parts, joined by newlines."""
        return text_of(self.parts)


class TaskView(Struct, frozen=True):
    """The task as it was when this run began; ``history`` holds every turn, the newest last."""

    id: str
    context_id: str
    state: TaskState
    history: Sequence[Message]


class PeerView(Struct, frozen=True):
    """Who is calling."""

    name: str
    tags: tuple[str, ...]


class LanguageModel(Protocol):
    """A language model for the work of a skill, within the caller's budget of the day."""

    async def ask(self, instructions: str, text: str = "", *, shape: Json | None = None) -> Any:
        """The model's answer: a text, or with a ``shape`` a value that has it, whole.

        ``instructions`` are the author's own words. ``text`` is what others said, of which the
        model is told that it is data and no order. A shape is written as a ``responseSchema`` is.
        Raise ModelUnavailable, or NoSuchAnswer when none was found that has the shape.
        """


class NoSuchAnswer(GatewayError):
    """The language model found no such answer."""

    reason = "NO_SUCH_ANSWER"


class Desk(Protocol):
    """What the gateway does for a running skill; the runner hands one in.

    ``is_interrupted`` when the gateway stops, and the next start takes up the run.
    """

    @property
    def is_interrupted(self) -> bool: ...

    @property
    def is_followed(self) -> bool:
        """Whether somebody is told what is handed out while the work goes on."""

    async def secure(self) -> None:
        """Return when a crash would not forget the task."""

    async def say(self, *parts: Part) -> None: ...

    async def artifact(self, artifact: Artifact, *, append: bool, last: bool) -> None: ...

    async def call_peer(self, peer: str, skill: str, arguments: JsonObject) -> Json: ...

    async def call_skill(self, name: str, context: "SkillContext") -> tuple[Artifact, ...]: ...

    async def read_facts(self, context: "SkillContext") -> list[tuple[str, str]]:
        """What the operator has a language model told, by the names of the skills that say it."""

    async def require_approval(self, context: "SkillContext", wish: Wish) -> None:
        """Return when the run may go on; raise NeedApproval when a human has to say so first."""

    def new_id(self) -> str: ...


class SkillContext(Struct, frozen=True):
    """One run of one skill.

    ``arguments`` is what the caller sent, as it came. ``contract`` is the answer's shape that the
    caller asked for, None when it asked for none. ``answer`` is the peer's answer to ``ask``, None
    on the first run. ``llm`` is the language model, None when none is configured. ``cause`` is what
    calls out are made for; ``call_peer`` passes it on. ``skill`` is the name of the skill that
    runs, and ``calls`` are the calls of skills that lead to it. ``grants`` are the calls of others
    by this skill that a human has approved: each is carried out when it is made again as it was.
    """

    message: MessageView
    task: TaskView
    peer: PeerView
    arguments: JsonObject
    desk: Desk
    contract: Json | None = None
    answer: str | None = None
    llm: LanguageModel | None = None
    cause: Cause | None = None
    skill: str = ""
    calls: tuple[SkillCall, ...] = ()
    grants: tuple[SkillCall, ...] = ()

    async def progress(self, text: str) -> None:
        """Tell the caller how far the work is; the task stays in state working."""
        await self.desk.say(TextPart(text))

    async def artifact(
        self,
        content: Artifact | Part | str | Json,
        *,
        name: str = "",
        artifact_id: str = "",
        append: bool = False,
        last: bool = False,
    ) -> str:
        """Hand out a result, or a chunk of one, while the work goes on; return the artifact's id.

        A string becomes a text part and any other JSON value a data part. A further chunk names
        the ``artifact_id`` that the first one got and sets ``append``.
        """
        if not isinstance(content, Artifact):
            artifact_id = artifact_id or self.desk.new_id()
            content = Artifact(id=artifact_id, parts=(as_part(content),), name=name)
        await self.desk.artifact(content, append=append, last=last)
        return content.id

    async def ask(self, question: str) -> NoReturn:
        """End this run with a question; the skill is called again with ``answer`` set."""
        raise Ask(question)

    async def ask_to_log_in(self, request: str, **data: Json) -> NoReturn:
        """End this run until the caller has logged in where it is told to; then as ``ask``.

        ``data`` is what a machine needs for that, such as an address. No secret may be asked for:
        what the caller answers is kept in the task's history.
        """
        raise AskToLogIn(request, data)

    async def require_approval(
        self,
        reason: str,
        *,
        amount: Amount | None = None,
        currency: str = "",
        up_to: Amount | None = None,
        note: str = "",
        preliminary: JsonObject | None = None,
    ) -> None:
        """Return when a human of this house has approved exactly this, or nobody needs to be asked.

        Call it before anything has an effect. Where somebody has to be asked this run ends here:
        the caller is told to wait, with the ``note`` and the ``preliminary`` figures, and when it
        is approved the skill is called again with the same arguments, and this call returns. What
        is approved is the request with this ``reason``, ``amount`` and ``currency``: they have to
        be the same then. Nobody is asked for an amount that the operator's rules let pass, or where
        these say nothing, for one up to ``up_to``.
        """
        wish = Wish(
            reason, read_amount(amount), currency, read_amount(up_to), note, preliminary or {}
        )
        await self.desk.require_approval(self, wish)

    def decline(self, reason: str, **data: Json) -> NoReturn:
        """End with a refusal that a machine can read: ``{"status": "declined", "reason", …}``."""
        raise Decline(reason, data)

    def reject(self, reason: str) -> NoReturn:
        """End without taking the task."""
        raise Reject(reason)

    async def call_peer(self, peer: str, skill: str, arguments: JsonObject | None = None) -> Json:
        """Call a skill of another company's agent and return its result.

        Raise a GatewayError when the peer refuses, fails or cannot be reached.
        """
        return await self.desk.call_peer(peer, skill, arguments or {})

    async def call_skill(
        self, name: str, arguments: JsonObject | None = None, *, answer: str | None = None
    ) -> tuple[Artifact, ...]:
        """Run another skill of this agent within this task, with the rights of the same caller.

        ``answer`` is the caller's answer to a question that the other skill asked before. What
        that skill asks or declines ends this run too. Raise a GatewayError when the caller may not
        use it, the arguments do not fit it, or it fails.
        """
        call = SkillCall(name, arguments or {})
        inner = replace(
            self,
            arguments=call.arguments,
            answer=answer,
            contract=None,
            skill=name,
            calls=(*self.calls, call),
            grants=(),
        )
        return await self.desk.call_skill(name, inner)


def as_part(content: Part | str | Json) -> Part:
    """A part that holds the value."""
    if isinstance(content, Part):
        return content
    return TextPart(content) if isinstance(content, str) else DataPart(content)
