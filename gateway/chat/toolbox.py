"""The skills that a model may have run: those that this very peer may call, and no other.

What a skill says goes back to the model as data between fences, as a peer's words do: it may hold
such words, or another company's.
"""

from collections.abc import Sequence
from typing import Any, Final

from gateway.chat.clip import clip
from gateway.chat.describe import summary
from gateway.core.approval import SkillCall
from gateway.core.errors import GatewayError, ParseError
from gateway.core.flatten import flatten
from gateway.core.json import decode, encode
from gateway.core.message import Artifact, DataPart, parts_of
from gateway.llm import Tool, ToolCall
from gateway.skillkit import Skill, SkillContext
from gateway.skillkit.outcome import (
    Ask,
    AskToLogIn,
    Decline,
    NeedApproval,
    PassOn,
    Reject,
    SkillEnding,
)

_RESULT_BYTES: Final = 8 * 1024


class Toolbox:
    """``skills`` are the peer's; a model knows each by a name that all servers take."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        self._skills = {_name(skill.name): skill for skill in skills}
        self.tools = tuple(
            Tool(name, summary(skill), skill.input_schema) for name, skill in self._skills.items()
        )

    def call_of(self, call: SkillCall) -> ToolCall:
        """The call as a model would have asked for it."""
        return ToolCall(_name(call.skill), encode(call.arguments).decode())

    async def use(self, ctx: SkillContext, call: ToolCall) -> str:
        """What comes of the call, as JSON or plain text; whatever goes wrong is said there too."""
        skill = self._skills.get(call.name)
        if skill is None:
            return _say(error="there is no such skill")
        try:
            arguments = decode(call.arguments.encode() or b"{}")
        except ParseError:
            return _say(error="the arguments are not JSON")
        if not isinstance(arguments, dict):
            return _say(error="the arguments are no JSON object")
        try:
            return clip(_write(await ctx.call_skill(skill.name, arguments)), _RESULT_BYTES)
        except NeedApproval:
            # Its own turn is over: a human decides, and no model.
            raise
        except SkillEnding as ending:
            return clip(_write_ending(ending), _RESULT_BYTES)
        except GatewayError as error:
            problems = {problem.field: problem.description for problem in error.violations}
            return _say(error=error.message, problems=problems)


def _name(skill: str) -> str:
    return skill.replace(".", "-")


def _write(artifacts: Sequence[Artifact]) -> str:
    parts = parts_of(artifacts)
    if len(parts) == 1 and isinstance(parts[0], DataPart):
        return encode(parts[0].data).decode()
    return flatten(parts)


def _write_ending(ending: SkillEnding) -> str:
    match ending:
        case Ask(question=question):
            return _say(status="needs an answer", question=question)
        case AskToLogIn(request=request, data=data):
            return _say(status="needs a login", request=request, data=data)
        case Decline(reason=reason, data=data):
            return _say(**{"status": "declined", "reason": reason, **data})
        case Reject(reason=reason):
            return _say(status="rejected", reason=reason)
        case PassOn(state=state, parts=parts):
            return _say(status=state.value, said=flatten(parts))
        case _:
            return _say(status="ended")


def _say(**said: Any) -> str:
    return encode({name: value for name, value in said.items() if value}).decode()
