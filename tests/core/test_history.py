"""A history is what was said, and reads of what is stored no more than is asked for."""

from msgspec.structs import replace

from gateway.core.document import write_task
from gateway.core.history import History
from gateway.core.json import encode
from gateway.core.message import Message, Role, TextPart
from gateway.core.task import StatusUpdate, Task, TaskState, TaskStatus, apply, with_history

SAID = tuple(
    Message(f"m-{number}", role, (TextPart("zwölf"),))
    for number, role in enumerate((Role.USER, Role.AGENT, Role.USER), 1)
)
STORED = tuple(History.of(SAID).documents)
# It has no content, so nobody could read it.
UNREADABLE = b'{"messageId":"m-0","role":"ROLE_USER","parts":[{}]}'


def read(*documents: bytes) -> History:
    return History.read(("", document) for document in documents)


def test_what_is_stored_reads_as_what_was_said() -> None:
    history = read(*STORED)
    assert (history, tuple(history), history[-1]) == (SAID, SAID, SAID[-1])
    assert history[1:] == SAID[1:]
    assert history != SAID[:2]
    assert hash(history) == hash(SAID)


def test_what_nobody_looks_at_is_not_read() -> None:
    history = read(UNREADABLE, *STORED).plus(SAID[0])
    assert (len(history), len(history.said_by(Role.USER))) == (5, 4)
    assert history[1:] == (*SAID, SAID[0])
    assert history.documents == [UNREADABLE, *STORED, STORED[0]]


def test_a_task_is_written_the_same_whatever_its_history_came_as() -> None:
    task = Task("t-1", "c-1", TaskStatus(TaskState.WORKING, 5), (), SAID)
    stored = replace(task, history=read(*STORED))
    asked = StatusUpdate(TaskStatus(TaskState.INPUT_REQUIRED, 6, SAID[1]))
    for length in (None, 0, 2):
        plain, kept = (with_history(apply(one, asked), length) for one in (task, stored))
        assert kept == plain
        assert encode(write_task(kept)) == encode(write_task(plain))
