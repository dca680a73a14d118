"""The stream of a response: complete, in order, and at its end the same as the response."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from openai import omit
from openai.lib.streaming.responses._responses import ResponseStreamState
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from gateway.core.event import Event
from gateway.core.json import decode, encode
from gateway.core.message import Artifact, DataPart, Message, Role, TextPart, UrlPart
from gateway.core.task import TERMINAL, ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus
from gateway.dialects.responses.answer import write_response
from gateway.dialects.responses.narrate import Narrator
from gateway.dialects.responses.output import outputs_of
from gateway.dialects.responses.turn import as_response
from tests.dialects.strategies import (
    DIRECT_ANSWERS,
    PARTS,
    TEXT_PARTS,
    examples,
    statuses,
)

AT = 1_700_000_000_000
ASKED = {"model": "agent", "metadata": {"a": "b"}}
EVENTS: Any = TypeAdapter(ResponseStreamEvent)
USER = Message("m1", Role.USER, (TextPart("Hello"),))
TASK = Task("t1", "c1", TaskStatus(TaskState.WORKING, AT), (), (USER,))

ARTIFACTS = st.builds(
    Artifact, st.sampled_from("ab"), st.lists(PARTS | TEXT_PARTS, min_size=1, max_size=3).map(tuple)
)
UPDATES = st.lists(
    st.builds(ArtifactUpdate, ARTIFACTS, st.booleans(), st.booleans())
    | st.builds(StatusUpdate, statuses(st.just(TaskState.WORKING))),
    max_size=5,
)
ENDS = statuses(st.sampled_from([*TERMINAL, TaskState.INPUT_REQUIRED, TaskState.AUTH_REQUIRED]))


def event(said: Any, seq: int = 0) -> Event:
    return Event(seq, "t1", "c1", said)


def told(*said: Any) -> list[dict[str, Any]]:
    narrator = Narrator(ASKED, AT)
    return [frame for one in said for frame in narrator.tell(event(one))]


def kinds(frames: list[dict[str, Any]]) -> list[str]:
    return [frame["type"].removeprefix("response.") for frame in frames]


def moved(state: TaskState, *parts: Any) -> StatusUpdate:
    message = Message("m2", Role.AGENT, parts) if parts else None
    return StatusUpdate(TaskStatus(state, AT + 5, message))


def test_a_text_in_chunks_has_the_whole_sequence() -> None:
    frames = told(
        TASK,
        ArtifactUpdate(Artifact("a", (TextPart("Hel"),))),
        ArtifactUpdate(Artifact("a", (TextPart("lo"),)), append=True, last_chunk=True),
        moved(TaskState.COMPLETED),
    )
    assert kinds(frames) == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    assert [frame["sequence_number"] for frame in frames] == list(range(10))
    assert frames[6]["text"] == "Hello"
    assert frames[-1]["response"]["output"] == [frames[-2]["item"]]
    assert frames[0]["response"]["output"] == []


def test_data_and_files_are_contents_of_their_own() -> None:
    parts = (TextPart("Words."), DataPart({"a": 5.0}), UrlPart("https://x/1", "text/plain", "1"))
    frames = told(TASK, ArtifactUpdate(Artifact("a", parts)), moved(TaskState.COMPLETED))
    texts = [content["text"] for content in frames[-1]["response"]["output"][0]["content"]]
    assert texts == ["Words.", '\n\n{"a":5.0}', "\n\n[Attached: 1 (text/plain) → https://x/1]"]


def test_a_refusal_is_one_that_a_machine_reads() -> None:
    frames = told(TASK, moved(TaskState.REJECTED, DataPart({"status": "declined", "reason": "no"})))
    assert kinds(frames)[2:] == [
        "output_item.added",
        "content_part.added",
        "refusal.delta",
        "refusal.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    (content,) = frames[-1]["response"]["output"][0]["content"]
    assert decode(content["refusal"].encode()) == {"status": "declined", "reason": "no"}


def test_a_question_leaves_the_response_incomplete() -> None:
    frames = told(TASK, moved(TaskState.INPUT_REQUIRED, TextPart("Which colour?")))
    assert kinds(frames)[-1] == "incomplete"
    response = frames[-1]["response"]
    assert (response["status"], response["a2a"]["state"]) == ("incomplete", "input-required")
    assert response["output"][0]["phase"] == "commentary"


def test_a_failure_and_a_cancel_are_told_apart() -> None:
    failed = told(TASK, moved(TaskState.FAILED, TextPart("It broke.")))[-1]
    assert failed["type"] == "response.failed"
    assert failed["response"]["error"] == {"code": "server_error", "message": "It broke."}
    canceled = told(TASK, moved(TaskState.CANCELED))[-1]
    assert (canceled["type"], canceled["response"]["status"]) == (
        "response.incomplete",
        "cancelled",
    )


def test_an_artifact_that_goes_on_where_it_is_told_again_is_told_once() -> None:
    frames = told(
        TASK,
        ArtifactUpdate(Artifact("a", (TextPart("Hel"),))),
        ArtifactUpdate(Artifact("a", (TextPart("Hello"),)), last_chunk=True),
        moved(TaskState.COMPLETED),
    )
    assert [frame["delta"] for frame in frames if "delta" in frame] == ["Hel", "lo"]


@examples(150)
@given(UPDATES, ENDS)
def test_whatever_happens_the_stream_is_whole(updates: Any, end: TaskStatus) -> None:
    frames = [decode(encode(frame)) for frame in told(TASK, *updates, StatusUpdate(end))]
    state: Any = ResponseStreamState(text_format=omit, input_tools=omit)
    for number, frame in enumerate(frames):
        assert frame["sequence_number"] == number
        # The SDK's own types, and its own reader, which refuses what is out of order.
        state.handle_event(EVENTS.validate_python(frame))
    response = frames[-1]["response"]
    deltas = [frame for frame in frames if frame["type"] == "response.output_text.delta"]
    # Artifacts may grow in turns.
    deltas.sort(key=lambda frame: (frame["output_index"], frame["content_index"]))
    spoken = "".join(frame["delta"] for frame in deltas)
    assert Response.model_validate(response).output_text == spoken
    done = [frame["item"] for frame in frames if frame["type"] == "response.output_item.done"]
    assert sorted(item["id"] for item in done) == sorted(item["id"] for item in response["output"])


@examples(100)
@given(st.lists(ARTIFACTS, max_size=3, unique_by=lambda one: one.id), ENDS)
def test_what_is_told_is_what_is_found_later(artifacts: Any, end: TaskStatus) -> None:
    whole = replace(TASK, artifacts=tuple(artifacts), status=end)
    shown = as_response(whole, 1)
    found = write_response(shown, ASKED, outputs_of(shown))
    streamed = told(TASK, *map(ArtifactUpdate, artifacts), StatusUpdate(end))[-1]["response"]
    assert streamed == found
    assert told(whole)[-1]["response"] == found
    Response.model_validate(decode(encode(found)))


@examples(30)
@given(DIRECT_ANSWERS)
def test_a_direct_answer_is_a_response_of_its_own(answer: Event) -> None:
    frames = Narrator(ASKED, AT).tell(answer)
    assert kinds(frames)[-1] == "completed"
