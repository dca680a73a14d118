"""The life of a task: which state may follow which, and what an event changes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.core.message import Artifact, Message, Role, TextPart
from gateway.core.task import (
    FOLLOWS,
    INTERRUPTED,
    TERMINAL,
    ArtifactUpdate,
    IllegalTransition,
    StatusUpdate,
    Task,
    TaskState,
    TaskStatus,
    apply,
    with_history,
    with_turn,
)

ALL = list(TaskState)


def task(state: TaskState = TaskState.SUBMITTED, *, said: str = "") -> Task:
    return Task("t-1", "c-1", status(state, said))


def status(state: TaskState, said: str = "", at: int = 1) -> TaskStatus:
    return TaskStatus(state, at, message(said) if said else None)


def message(text: str, role: Role = Role.AGENT) -> Message:
    return Message(f"m-{text}", role, (TextPart(text),))


def chunk(artifact_id: str, text: str, *, append: bool = False) -> ArtifactUpdate:
    return ArtifactUpdate(Artifact(artifact_id, (TextPart(text),), name="n"), append=append)


def test_every_state_has_its_row() -> None:
    assert FOLLOWS.keys() == set(ALL)


@pytest.mark.parametrize(("old", "new"), list(itertools.product(ALL, ALL)))
def test_only_what_the_table_allows_follows(old: TaskState, new: TaskState) -> None:
    change = StatusUpdate(status(new, at=2))
    if new in FOLLOWS[old]:
        assert apply(task(old), change).state is new
    else:
        with pytest.raises(IllegalTransition, match=f"{old} to {new}"):
            apply(task(old), change)


@pytest.mark.parametrize("state", ALL)
def test_an_end_is_an_end_and_nothing_is_submitted_again(state: TaskState) -> None:
    assert (not FOLLOWS[state]) == (state in TERMINAL)
    assert TaskState.SUBMITTED not in FOLLOWS[state]
    assert task(state).is_terminal == (state in TERMINAL)
    assert task(state).is_settled == (state in TERMINAL | INTERRUPTED)


@given(st.lists(st.sampled_from(ALL), max_size=12))
def test_a_life_is_one_way_through_the_table(states: list[TaskState]) -> None:
    current, walked = task(), [TaskState.SUBMITTED]
    for state in states:
        try:
            current = apply(current, StatusUpdate(status(state)))
        except IllegalTransition:
            continue
        walked.append(state)
    assert current.state is walked[-1]
    assert sum(state in TERMINAL for state in walked) <= 1
    assert all(new in FOLLOWS[old] for old, new in itertools.pairwise(walked))


def test_what_a_status_said_is_kept_when_the_next_comes() -> None:
    after = apply(
        task(),
        StatusUpdate(status(TaskState.WORKING, "one")),
        StatusUpdate(status(TaskState.WORKING)),
        StatusUpdate(status(TaskState.INPUT_REQUIRED, "two?")),
        StatusUpdate(status(TaskState.COMPLETED)),
    )
    assert [turn.id for turn in after.history] == ["m-one", "m-two?"]


def test_a_chunk_is_appended_to_its_artifact_or_replaces_it() -> None:
    after = apply(
        task(),
        chunk("a", "1"),
        chunk("b", "2"),
        chunk("a", "3", append=True),
        chunk("b", "4"),
        chunk("c", "5", append=True),
    )
    texts = {item.id: [part.text for part in item.parts] for item in after.artifacts}  # type: ignore[union-attr]
    assert texts == {"a": ["1", "3"], "b": ["4"], "c": ["5"]}


def test_applying_one_by_one_is_applying_all() -> None:
    events = [chunk("a", "1"), StatusUpdate(status(TaskState.WORKING, "x")), chunk("a", "2")]
    one_by_one = task()
    for event in events:
        one_by_one = apply(one_by_one, event)
    assert one_by_one == apply(task(), *events)


def test_a_refused_event_changes_nothing() -> None:
    ended = task(TaskState.COMPLETED)
    with pytest.raises(IllegalTransition):
        apply(ended, chunk("a", "1"), StatusUpdate(status(TaskState.WORKING)))
    assert ended == task(TaskState.COMPLETED)


@pytest.mark.parametrize(
    ("length", "kept"), [(None, "abc"), (0, ""), (1, "c"), (2, "bc"), (3, "abc"), (9, "abc")]
)
def test_the_newest_of_the_history_is_shown(length: int | None, kept: str) -> None:
    told = task()
    for text in "abc":
        told = with_turn(told, message(text, Role.USER))
    assert "".join(turn.id[2:] for turn in with_history(told, length).history) == kept
    assert len(told.history) == 3
