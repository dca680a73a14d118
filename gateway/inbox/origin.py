"""Where a work comes from: the call, and what its task's record and its audit row say of it."""

from msgspec import Struct

from gateway.core.chain import Cause, read_chain_header
from gateway.core.task import Task
from gateway.store.errand import Errand
from gateway.store.records import TASK_STATUSES, Activity, TaskRecord


class Origin(Struct, frozen=True):
    """``created_at`` is the task's, ``arrived_at`` the call's, both in milliseconds.

    ``operation`` is the A2A 1.0 name of the call. ``chain`` is what it said it is part of,
    ``route`` the rule that led it to the skill first, "" for none.
    """

    peer: str
    skill: str
    made_in: str
    alias: str
    contract: str
    activity_id: str
    created_at: int
    arrived_at: int
    operation: str = "SendMessage"
    dialect: str = ""
    token_id: str = ""
    request_id: str = ""
    chain: str = ""
    route: str = ""

    @property
    def cause(self) -> Cause:
        """Why we call others for this task."""
        return Cause(self.peer, read_chain_header(self.chain) if self.chain else None)

    @classmethod
    def of(cls, record: TaskRecord, arrived_at: int) -> "Origin":
        """That of a stored task, whose audit row keeps what the arrival wrote there."""
        return cls(
            peer=record.peer,
            skill=record.skill,
            made_in=record.made_in,
            alias=record.alias,
            contract=record.contract,
            activity_id=record.activity_id,
            created_at=record.created_at,
            arrived_at=arrived_at,
            chain=record.chain,
        )

    def record(self, task: Task, version: int, turns: int, events: int, now: int) -> TaskRecord:
        return TaskRecord(
            task,
            self.peer,
            self.skill,
            self.made_in,
            self.alias,
            self.contract,
            self.activity_id,
            version,
            self.created_at,
            now,
            events,
            self.chain,
            turns,
        )

    def errand(self, task: Task, now: int) -> Errand:
        """Where a new task goes by the route."""
        return Errand(
            task.id, self.peer, task.context_id, route=self.route, skill=self.skill, at=now
        )

    def activity(self, task: Task | None, error: str, now: int) -> Activity:
        """``task`` is None where the answer was direct; ``error`` is what went wrong, or ""."""
        return Activity(
            id=self.activity_id,
            at=self.arrived_at,
            peer=self.peer,
            direction="inbound",
            operation=self.operation,
            status="success" if task is None else TASK_STATUSES.get(task.state, "pending"),
            skill=self.skill,
            task_id="" if task is None else task.id,
            dialect=self.dialect,
            duration_ms=max(0, now - self.arrived_at),
            error=error,
            token_id=self.token_id,
            request_id=self.request_id,
        )
