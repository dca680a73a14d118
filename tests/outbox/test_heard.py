"""What is heard in events is what the core makes of them, whatever the peer's table of states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.core.call import DoneReply, MessageReply, TaskReply
from gateway.core.errors import InvalidAgentResponse
from gateway.core.event import Event
from gateway.core.message import Artifact, DataPart, Message, Role, TextPart
from gateway.core.task import (
    ArtifactUpdate,
    StatusUpdate,
    Task,
    TaskEvent,
    TaskState,
    TaskStatus,
    apply,
)
from gateway.outbox.heard import Heard, event_of

TASK = Task("t", "c", TaskStatus(TaskState.WORKING, 0))


def agent(text: str) -> Message:
    return Message(text, Role.AGENT, (TextPart(text),))


def event(said: Task | Message | TaskEvent, seq: int = 0, task_id: str = "t") -> Event:
    return Event(seq, "" if isinstance(said, Message) else task_id, "c", said)


def working(text: str = "") -> StatusUpdate:
    return StatusUpdate(TaskStatus(TaskState.WORKING, 1, agent(text) if text else None))


chunks = st.builds(
    lambda name, text, append: ArtifactUpdate(Artifact(name, (TextPart(text),)), append),
    st.sampled_from("abc"),
    st.sampled_from(["one", "two", ""]),
    st.booleans(),
)
statuses = st.sampled_from([working(), working("looking"), working("writing")])


@given(st.lists(chunks | statuses, max_size=30), st.sets(st.integers(0, 30)))
def test_the_task_is_what_the_core_makes_of_its_events(
    news: list[TaskEvent], looks: set[int]
) -> None:
    heard, task = Heard(), TASK
    heard.take(event(TASK))
    for place, said in enumerate(news):
        heard.take(event(said))
        task = apply(task, said)
        if place in looks:
            assert heard.task == task
    assert heard.task == task
    assert heard.is_whole


def test_a_state_is_taken_as_the_peer_tells_it() -> None:
    heard = Heard()
    heard.take(event(TASK))
    for state in (TaskState.SUBMITTED, TaskState.SUBMITTED, TaskState.WORKING):
        heard.take(event(StatusUpdate(TaskStatus(state, 1))))
    assert heard.task is not None
    assert heard.task.state is TaskState.WORKING


def test_a_message_is_the_answer() -> None:
    heard = Heard()
    assert (heard.is_empty, heard.reply, heard.is_over) == (True, None, False)
    heard.take(event(agent("Hello")))
    assert (heard.is_over, heard.is_at_work) == (True, False)
    assert heard.reply == MessageReply(agent("Hello"))


@pytest.mark.parametrize(
    ("status", "over"),
    [
        (TaskStatus(TaskState.WORKING, 0), False),
        (TaskStatus(TaskState.COMPLETED, 0), True),
        (TaskStatus(TaskState.INPUT_REQUIRED, 0), True),
        (
            TaskStatus(
                TaskState.WORKING,
                0,
                Message("m", Role.AGENT, (DataPart({"status": "pending_review"}),)),
            ),
            True,
        ),
    ],
)
def test_waiting_is_over_when_the_task_is_settled_or_in_review(
    status: TaskStatus, over: bool
) -> None:
    heard = Heard()
    heard.take(event(TASK))
    heard.take(event(StatusUpdate(status)))
    assert (heard.is_over, heard.is_at_work) == (over, not over)


def test_an_event_of_another_task_is_refused() -> None:
    heard = Heard()
    heard.take(event(TASK))
    with pytest.raises(InvalidAgentResponse, match="another task"):
        heard.take(event(working(), task_id="u"))
    assert heard.reply == TaskReply(TASK)


def test_a_task_that_begins_with_its_news_is_not_whole_until_it_is_shown() -> None:
    heard = Heard()
    heard.take(event(working("looking")))
    assert (heard.task_id, heard.is_whole) == ("t", False)
    heard.take(event(TASK))
    assert (heard.task, heard.is_whole) == (TASK, True)


@pytest.mark.parametrize(
    ("first", "whole"),
    [
        (event(working(), seq=6), True),
        (event(working(), seq=7), False),
        (event(working(), seq=5), False),
        (event(working()), False),
        (event(TASK, seq=9), True),
        (event(TASK), True),
    ],
    ids=["next", "gap", "again", "unnumbered", "task", "plain task"],
)
def test_another_stream_is_trusted_where_it_shows_the_task_or_goes_on(
    first: Event, whole: bool
) -> None:
    heard = Heard()
    heard.take(event(TASK, seq=5))
    heard.join()
    heard.take(first)
    heard.take(event(working(), seq=first.seq + 1))
    assert heard.is_whole is whole


def test_what_is_neither_a_task_nor_a_message_is_no_event() -> None:
    with pytest.raises(InvalidAgentResponse):
        event_of(DoneReply())
