"""What a message asks for: which skill, with which arguments, in which task and context.

Pure but for ids and time: nothing here is stored or run, so a refusal leaves nothing behind.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gateway.contract import Contract, read_contract
from gateway.core.approval import Approval
from gateway.core.call import SendMessage
from gateway.core.chain import write_chain_header
from gateway.core.clock import Clock
from gateway.core.errors import InvalidParams, SkillNotFound, Violation
from gateway.core.json import encode
from gateway.core.message import Role
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.inbox.arguments import check_object
from gateway.inbox.arrival import Arrival
from gateway.inbox.asked import SHARED_CONTEXT, Asked, Signpost
from gateway.inbox.claims import Ticket
from gateway.inbox.job import Job, stored_job
from gateway.inbox.origin import Origin
from gateway.inbox.work import Work
from gateway.inbox.works import Works
from gateway.policy import POLICIES, Facts
from gateway.skillkit.declare import Skill
from gateway.store.errand import Errand
from gateway.store.records import TaskRecord


class Plan(Struct, frozen=True):
    work: Work
    job: Job


class Planner(Struct, frozen=True):
    """``signpost`` says what a message asks for, ``input_modes`` which files it may hold."""

    works: Works
    skills: Mapping[str, Skill]
    clock: Clock
    signpost: Signpost
    max_hops: int = 5
    input_modes: Callable[[], tuple[str, ...]] = tuple

    def plan_new(
        self,
        caller: AuthenticatedPeer,
        call: SendMessage,
        arrival: Arrival,
        asked: Asked,
        ticket: Ticket,
    ) -> Plan:
        """A new task; raise what a policy, the contract or the skill's schema refuses."""
        skill = self._allowed(caller, call, asked.skill, asked.shown)
        contract = _read_contract(call)
        arguments = check_object(asked.arguments)
        model = skill.read_arguments(arguments)
        task_id = self.clock.new_id()
        said = call.message
        context_id = said.context_id or self.clock.new_id()
        # Agents that call may take themselves for the agent of the task, whose words are ours.
        message = replace(said, role=Role.USER, context_id=context_id, task_id=task_id)
        status = TaskStatus(TaskState.SUBMITTED, arrival.at)
        task = Task(task_id, context_id, status, (), (message,))
        origin = Origin(
            peer=caller.name,
            skill=skill.name,
            made_in=arrival.dialect,
            alias=call.alias,
            contract=_write_contract(call),
            activity_id=task_id,
            created_at=arrival.at,
            arrived_at=arrival.at,
            operation=arrival.operation,
            dialect=arrival.dialect,
            token_id=caller.token_id,
            request_id=arrival.request_id,
            chain=_write_chain(call),
            route=asked.route.name if asked.route else "",
        )
        claims = ticket.claims(task_id, arrival.at)
        work = self.works.make(origin, task, claims)
        job = Job(
            skill,
            caller.peer,
            message,
            arguments,
            model,
            contract,
            route=asked.route,
            may_answer_directly=arrival.carries_messages,
        )
        return Plan(work, job)

    def plan_turn(
        self,
        caller: AuthenticatedPeer,
        call: SendMessage,
        arrival: Arrival,
        record: TaskRecord,
        errand: Errand | None,
        ticket: Ticket,
    ) -> Plan:
        """The next turn of a task that waits for its peer: the same skill, with the answer."""
        skill_name = skill_of(record, errand)
        skill = self._allowed(caller, call, skill_name, "" if errand else skill_name)
        _read_contract(call)
        origin = replace(
            Origin.of(record, arrival.at),
            # What was asked for at the beginning holds until something else is.
            contract=_write_contract(call) or record.contract,
            activity_id=self.clock.new_id(),
            operation=arrival.operation,
            dialect=arrival.dialect,
            token_id=caller.token_id,
            request_id=arrival.request_id,
            chain=_write_chain(call),
            route=errand.route if errand else "",
        )
        work = self.works.of(record, origin)
        claims = ticket.claims(record.task.id, arrival.at)
        work.open_turn(call.message, claims, arrival.at)
        route = self.signpost.find(errand, skill.name)
        return Plan(work, stored_job(skill, caller.peer, work.task, origin.contract, route))

    def plan_again(
        self,
        peer: Peer,
        record: TaskRecord,
        errand: Errand | None,
        grants: tuple[Approval, ...],
    ) -> Plan:
        """The run that a stop or a crash cut off, or that waited for the ``grants``, from what is
        stored of it; raise SkillNotFound when the peer may not have it any more."""
        skill = self.skills.get(skill_of(record, errand))
        if skill is None or not skill.is_open_to(peer):
            raise SkillNotFound(repr(record.skill))
        work = self.works.again(record, errand)
        route = self.signpost.find(errand, skill.name)
        return Plan(work, stored_job(skill, peer, record.task, record.contract, route, grants))

    def continue_context(self, call: SendMessage, task: Task) -> SendMessage:
        """The call in the task's own context; raise InvalidParams when it names another."""
        message = call.message
        if message.context_id not in ("", SHARED_CONTEXT, task.context_id):
            wrong = "is not the context of the task that taskId names"
            raise InvalidParams(
                f"contextId {wrong}", violations=(Violation("message.contextId", wrong),)
            )
        return replace(call, message=replace(message, context_id=task.context_id))

    def _allowed(
        self, caller: AuthenticatedPeer, call: SendMessage, skill_name: str, shown: str
    ) -> Skill:
        """The skill; raise what a policy refuses, in which it is called as ``shown``."""
        facts = Facts(shown, self.skills.get(skill_name), self.max_hops, self.input_modes())
        for check in POLICIES:
            check(caller, call, facts)
        return self.skills[skill_name]


def skill_of(record: TaskRecord, errand: Errand | None) -> str:
    """What answers for a stored task now: the skill that it was taken for, or a fallback."""
    return errand.skill if errand is not None and errand.skill else record.skill


def _write_chain(call: SendMessage) -> str:
    return "" if call.chain is None else write_chain_header(call.chain)


def _read_contract(call: SendMessage) -> Contract | None:
    """Raise ContractNotSupported."""
    return None if call.response_schema is None else read_contract(call.response_schema)


def _write_contract(call: SendMessage) -> str:
    return "" if call.response_schema is None else encode(call.response_schema).decode()
