"""What came of a call, as the operator's endpoints answer it."""

from gateway.core.call import TaskReply
from gateway.core.json import decode
from gateway.core.message import Artifact, DataPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.http.outcome import ACTIVITY_HEADER, outcome_response
from gateway.outbox import Kind, Outcome
from gateway.outbox.structure import SchemaMismatch

TASK = Task("t1", "c1", TaskStatus(TaskState.COMPLETED, 0), (Artifact("a", (DataPart([1]),)),))


def test_an_answer_without_the_structure_is_an_error_beside_what_came() -> None:
    error = SchemaMismatch("price: is missing")
    outcome = Outcome(Kind.SCHEMA_MISMATCH, "row-1", reply=TaskReply(TASK), error=error)
    response = outcome_response(outcome)
    assert (response.status, response.headers[ACTIVITY_HEADER]) == (502, "row-1")
    assert isinstance(response.body, bytes)
    assert decode(response.body) == {
        "error": {"message": error.message, "code": "error", "reason": "SCHEMA_MISMATCH"},
        "result": [1],
    }
