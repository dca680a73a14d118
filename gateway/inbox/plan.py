"""What a message asks for: which skill, with which arguments, in which task and context.

Pure but for ids and time: nothing here is stored or run, so a refusal leaves nothing behind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.core.call import SendMessage
from gateway.core.choose import choose
from gateway.core.clock import Clock
from gateway.core.errors import InvalidParams, SkillNotFound, Violation
from gateway.core.json import JsonObject, decode, encode
from gateway.core.message import Message, Role, text_of
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.task import (
    StatusUpdate,
    Task,
    TaskState,
    TaskStatus,
    apply,
    with_turn,
)
from gateway.inbox.arrival import Arrival
from gateway.inbox.carry import Job
from gateway.inbox.work import Work
from gateway.policy import POLICIES, Facts
from gateway.skillkit.declare import Skill
from gateway.store.base import Activity, Claim, TaskRecord, TenantStore

SHARED_CONTEXT: Final = "default"


@dataclass(frozen=True, slots=True)
class Plan:
    work: Work
    job: Job


def arrive(call: SendMessage, arrival: Arrival, clock: Clock) -> SendMessage:
    """The call with the ids that its dialect does not carry."""
    message = call.message
    if not message.id:
        message = replace(message, id=clock.new_id())
    if not message.context_id and not arrival.carries_contexts:
        message = replace(message, context_id=SHARED_CONTEXT)
    return call if message is call.message else replace(call, message=message)


@dataclass(frozen=True, slots=True)
class Planner:
    """``default_skill`` answers what names no skill."""

    store: TenantStore
    skills: Mapping[str, Skill]
    clock: Clock
    default_skill: Callable[[], str]

    def skill_name(self, call: SendMessage) -> str:
        """The name of the skill that the message asks for, whether it exists or not."""
        return choose(call.message).skill or call.agent_id or self.default_skill()

    def plan_new(
        self,
        caller: AuthenticatedPeer,
        call: SendMessage,
        arrival: Arrival,
        skill_name: str,
        claims: Sequence[Claim],
    ) -> Plan:
        """A new task; raise what a policy or the skill's schema refuses."""
        skill = self._allowed(caller, call, skill_name)
        arguments = _arguments(call.message)
        model = skill.read_arguments(arguments)
        task_id = self.clock.new_id()
        context_id = call.message.context_id or self.clock.new_id()
        message = replace(call.message, task_id=task_id, context_id=context_id)
        task = Task(
            id=task_id,
            context_id=context_id,
            status=TaskStatus(TaskState.SUBMITTED, arrival.at),
            history=(message,),
        )
        record = TaskRecord(
            task=task,
            peer=caller.name,
            skill=skill.name,
            made_in=arrival.dialect,
            alias=call.alias,
            contract=_contract(call),
            activity_id=task_id,
            version=0,
            created_at=arrival.at,
            updated_at=arrival.at,
        )
        job = Job(skill, caller.peer, message, arguments, model, call.response_schema)
        return Plan(self._work(caller, record, arrival, claims), job)

    def plan_turn(
        self,
        caller: AuthenticatedPeer,
        call: SendMessage,
        arrival: Arrival,
        record: TaskRecord,
        claims: Sequence[Claim],
    ) -> Plan:
        """The next turn of a task that waits for its peer: the same skill, with the answer."""
        skill = self._allowed(caller, call, record.skill)
        arguments = _arguments(record.task.history[0])
        model = skill.read_arguments(arguments)
        message = replace(call.message, context_id=record.task.context_id)
        working = StatusUpdate(TaskStatus(TaskState.WORKING, arrival.at))
        task = with_turn(apply(record.task, working), message)
        job = Job(
            skill=skill,
            peer=caller.peer,
            message=message,
            arguments=arguments,
            model=model,
            contract=call.response_schema,
            answer=text_of(message.parts),
        )
        record = replace(
            record,
            task=task,
            contract=_contract(call),
            activity_id=self.clock.new_id(),
            updated_at=arrival.at,
        )
        return Plan(self._work(caller, record, arrival, claims), job)

    def continue_context(self, call: SendMessage, task: Task) -> SendMessage:
        """The call in the task's own context; raise InvalidParams when it names another."""
        message = call.message
        if message.context_id not in ("", SHARED_CONTEXT, task.context_id):
            raise InvalidParams("contextId is not the context of the task that taskId names")
        return replace(call, message=replace(message, context_id=task.context_id))

    def plan_again(self, peer: Peer, record: TaskRecord) -> Plan:
        """The run that a stop or a crash cut off, from what is stored of it."""
        skill = self.skills.get(record.skill)
        if skill is None or not skill.is_external or not peer.may_call(skill.name):
            raise SkillNotFound(repr(record.skill))
        turns = [turn for turn in record.task.history if turn.role is Role.USER]
        arguments = _arguments(turns[0])
        job = Job(
            skill=skill,
            peer=peer,
            message=turns[-1],
            arguments=arguments,
            model=skill.read_arguments(arguments),
            contract=decode(record.contract.encode()) if record.contract else None,
            answer=text_of(turns[-1].parts) if len(turns) > 1 else None,
        )
        return Plan(self.work_again(record), job)

    def work_again(self, record: TaskRecord) -> Work:
        """The stored task as a work; its audit row keeps what the arrival wrote there."""
        activity = Activity(
            id=record.activity_id,
            at=record.updated_at,
            peer=record.peer,
            direction="inbound",
            operation="SendMessage",
            status="pending",
            skill=record.skill,
            task_id=record.task.id,
            dialect=record.made_in,
        )
        return Work(self.store, self.clock, record, activity, ())

    def _allowed(self, caller: AuthenticatedPeer, call: SendMessage, skill_name: str) -> Skill:
        facts = Facts(skill_name, self.skills.get(skill_name))
        for check in POLICIES:
            check(caller, call, facts)
        return self.skills[skill_name]

    def _work(
        self,
        caller: AuthenticatedPeer,
        record: TaskRecord,
        arrival: Arrival,
        claims: Sequence[Claim],
    ) -> Work:
        activity = Activity(
            id=record.activity_id,
            at=arrival.at,
            peer=caller.name,
            direction="inbound",
            operation="SendMessage",
            status="pending",
            skill=record.skill,
            task_id=record.task.id,
            dialect=arrival.dialect,
            token_id=caller.token_id,
            request_id=arrival.request_id,
        )
        own = [replace(claim, task_id=record.task.id) for claim in claims]
        return Work(self.store, self.clock, record, activity, own)


def _contract(call: SendMessage) -> str:
    return "" if call.response_schema is None else encode(call.response_schema).decode()


def _arguments(message: Message) -> JsonObject:
    choice = choose(message)
    if not choice.skill:
        return {"text": text_of(message.parts)}
    if not isinstance(choice.arguments, dict):
        raise InvalidParams(
            "the arguments of a skill are a JSON object",
            violations=(Violation("arguments", "must be an object"),),
        )
    return choice.arguments
