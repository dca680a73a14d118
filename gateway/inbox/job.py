"""What a task is carried out with: the skill, for whom, on which words, by which route."""

from msgspec import Struct
from pydantic import BaseModel

from gateway.contract import Contract, read_contract
from gateway.core.approval import Approval
from gateway.core.json import JsonObject, decode
from gateway.core.message import Message, text_of
from gateway.core.peer import Peer
from gateway.core.routing import Route
from gateway.core.task import Task
from gateway.inbox.arguments import arguments_of
from gateway.inbox.consent import turns_of
from gateway.skillkit.declare import Skill


class Job(Struct, frozen=True):
    """What a work's skill is run with; ``answer`` is the peer's answer to a question, or None, and
    ``route`` the rule that led to the skill, or None. It answers the first ``turns`` of the peer.
    ``grants`` are the approvals of a run that waited for them. ``may_answer_directly`` where the
    caller's language has answers without a task.
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
    may_answer_directly: bool = True

    @property
    def seconds(self) -> float | None:
        """How long the route lets the skill run; None for as long as the skill may."""
        return None if self.route is None else self.route.timeout


def stored_job(
    skill: Skill,
    peer: Peer,
    task: Task,
    contract: str,
    route: Route | None,
    grants: tuple[Approval, ...] = (),
) -> Job:
    """The job of a task that is on record: of its newest turn, or of the one that the ``grants``
    are for. ``contract`` is what was asked for, as JSON, "" for none.
    """
    turns = turns_of(task.history)
    if grants:
        # What the peer said while a human thought changes nothing.
        turns = turns[: grants[-1].turns]
    newest = turns[-1]
    arguments = arguments_of(turns[0] if len(turns) > 1 else newest)
    return Job(
        skill=skill,
        peer=peer,
        message=newest,
        arguments=arguments,
        model=skill.read_arguments(arguments),
        contract=read_contract(decode(contract.encode())) if contract else None,
        answer=text_of(newest.parts) if len(turns) > 1 else None,
        route=route,
        turns=len(turns),
        grants=grants,
    )
