"""How a skill ends other than by returning: these leave it as exceptions and the runner reads them.

They are apart from the errors because nothing went wrong: the skill took a decision.
"""

from gateway.core.approval import Approval
from gateway.core.json import JsonObject
from gateway.core.message import Part
from gateway.core.task import TaskState


class SkillEnding(Exception):
    """A decision of the skill that ends this run; ``state`` is the task's after it."""

    state = TaskState.WORKING


class Ask(SkillEnding):
    """The task waits for the peer's answer (input-required)."""

    state = TaskState.INPUT_REQUIRED

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


class AskToLogIn(SkillEnding):
    """The task waits until the peer has proved who it is somewhere (auth-required)."""

    state = TaskState.AUTH_REQUIRED

    def __init__(self, request: str, data: JsonObject) -> None:
        super().__init__(request)
        self.request = request
        self.data = data


class Decline(SkillEnding):
    """The agent will not give what was asked; the caller gets the reason as data."""

    state = TaskState.REJECTED

    def __init__(self, reason: str, data: JsonObject) -> None:
        super().__init__(reason)
        self.reason = reason
        self.data = data


class Reject(SkillEnding):
    """The agent does not take this task."""

    state = TaskState.REJECTED

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NeedApproval(SkillEnding):
    """The task waits until a human of this house has decided; ``preliminary`` is for the caller."""

    def __init__(self, approval: Approval, preliminary: JsonObject) -> None:
        super().__init__(approval.reason)
        self.approval = approval
        self.preliminary = preliminary


class PassOn(SkillEnding):
    """The task ends, or waits, as another agent's does that carries it out: in its words."""

    def __init__(self, state: TaskState, parts: tuple[Part, ...]) -> None:
        super().__init__(state.value)
        self.state = state
        self.parts = parts
