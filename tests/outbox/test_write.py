"""An outcome is written with what there is: a result, a task, an error."""

from gateway.core.call import MessageReply, TaskReply
from gateway.core.errors import SkillNotFound
from gateway.core.json import decode, encode
from gateway.core.message import Artifact, DataPart, Message, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.outbox import Kind, Outcome, write_outcome


def test_an_answered_task_is_written_with_its_result() -> None:
    artifact = Artifact("a", (DataPart({"price_cents": 4500}),))
    task = Task("task-1", "context-1", TaskStatus(TaskState.COMPLETED, 0), (artifact,))
    outcome = Outcome(Kind.ANSWERED, "activity-1", "a2a-1.0", 12, TaskReply(task))
    assert decode(encode(write_outcome(outcome))) == {
        "kind": "answered",
        "activity_id": "activity-1",
        "dialect": "a2a-1.0",
        "duration_ms": 12,
        "result": {"price_cents": 4500},
        "text": "",
        "task": {"id": "task-1", "state": "completed", "context_id": "context-1"},
    }


def test_a_direct_answer_has_no_task() -> None:
    reply = MessageReply(Message("m", Role.AGENT, (TextPart("Hallo"),)))
    wire = write_outcome(Outcome(Kind.ANSWERED, "activity-1", reply=reply))
    assert wire["result"] == wire["text"] == "Hallo"
    assert "task" not in wire
    assert "error" not in wire


def test_an_error_is_written_with_its_reason() -> None:
    outcome = Outcome(Kind.REFUSED, "activity-1", "native", 3, error=SkillNotFound("get_quote"))
    assert decode(encode(write_outcome(outcome))) == {
        "kind": "refused",
        "activity_id": "activity-1",
        "dialect": "native",
        "duration_ms": 3,
        "result": None,
        "text": "",
        "error": {
            "message": "No such skill is offered to you: get_quote",
            "reason": "SKILL_NOT_FOUND",
        },
    }
