"""Values to put into a store; whatever a test does not name is the same for all."""

from msgspec.structs import replace

from gateway.core.message import Artifact, DataPart, Message, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.store.outbox import Delivery
from gateway.store.records import Activity, Claim, ClaimKey, TaskRecord
from gateway.store.writes import InsertTask, RecordActivity, TakeClaim, Unit


def claim(message_id: str = "m-1", *, scope: str = "", task_id: str = "t-1", at: int = 5) -> Claim:
    return Claim(ClaimKey("acme", scope, message_id), b"\0digest\xff", task_id, at)


def record(task_id: str = "t-1", state: TaskState = TaskState.WORKING) -> TaskRecord:
    task = Task(
        id=task_id,
        context_id="c-1",
        status=TaskStatus(state, 5),
        artifacts=(Artifact("a-1", (DataPart({"total": 5.0}),)),),
        history=(Message("m-1", Role.USER, (TextPart("zwölf Stück"),)),),
    )
    return TaskRecord(task, peer="acme", skill="echo", created_at=4, updated_at=5)


def newer(old: TaskRecord, state: TaskState = TaskState.COMPLETED) -> TaskRecord:
    task = replace(old.task, status=TaskStatus(state, 9))
    return replace(old, task=task, version=old.version + 1, updated_at=9)


def activity(activity_id: str = "a-1", *, at: int = 5, peer: str = "acme") -> Activity:
    return Activity(activity_id, at, peer, "inbound", "SendMessage", "success")


def call(number: int) -> Unit:
    """What a finished call writes; all its ids are made of the number."""
    return (
        TakeClaim(claim(f"m-{number}", task_id=f"t-{number}")),
        InsertTask(record(f"t-{number}", TaskState.COMPLETED)),
        RecordActivity(activity(f"a-{number}")),
    )


def delivery(
    delivery_id: str = "d-1", *, lane: str = "lane-1", peer: str = "acme", at: int = 5
) -> Delivery:
    return Delivery(
        id=delivery_id,
        kind="push",
        lane=lane,
        peer=peer,
        task_id="t-1",
        target="p-1",
        body='{"said":"zwölf Stück"}',
        media_type="application/json",
        created_at=at,
    )
