"""Streams over HTTP+JSON: bare StreamResponses, by POST and by GET."""

from typing import Any

import pytest

from tests.e2e.held import Held
from tests.e2e.listen import Heard, listening
from tests.e2e.rest.rest import Rest, reason_of
from tests.e2e.say import skill_text


def only(heard: Heard | None) -> tuple[str, Any]:
    """The one member of a StreamResponse."""
    assert heard is not None
    ((kind, body),) = heard.data.items()
    return kind, body


def texts_of(bodies: list[Any]) -> list[str]:
    return [part["text"] for body in bodies for part in body["artifact"]["parts"]]


def test_a_stream_is_the_task_and_what_becomes_of_it(rest: Rest) -> None:
    heard = rest.hear("/message:stream", rest.message(skill_text("reporting")))

    said = [only(event) for event in heard]
    assert said[0][0] == "task"
    assert texts_of([body for kind, body in said if kind == "artifactUpdate"]) == [
        "first",
        "second",
        "summary",
    ]
    assert said[-1][1]["status"]["state"] == "TASK_STATE_COMPLETED"
    ids = [event.id for event in heard]
    assert ids == list(range(ids[0] or 0, (ids[0] or 0) + len(ids)))
    finals = [body.get("final") for kind, body in said if kind == "statusUpdate"]
    not_last = {"1.0": None, "0.3": False}[rest.version]
    assert set(finals[:-1]) <= {not_last}
    assert finals[-1] == {"1.0": None, "0.3": True}[rest.version]


def test_a_direct_answer_is_the_only_event(rest: Rest) -> None:
    heard = rest.hear("/message:stream/", rest.message("hello"))

    assert [only(event)[0] for event in heard] == ["message"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_task_at_work_is_followed_to_its_end(rest: Rest, held: Held, method: str) -> None:
    task_id = rest.start("repeatable", held.arguments)
    held.wait_for_runs(1)

    path = f"{rest.base}/tasks/{task_id}:subscribe"
    with listening(rest.caller, None, path, method=method) as stream:
        kind, body = only(stream.next())
        held.release()
        *_, last = stream.rest()

    assert (kind, body["id"]) == ("task", task_id)
    assert only(last)[1]["status"]["state"] == "TASK_STATE_COMPLETED"


def test_a_stream_goes_on_after_the_event_that_was_seen_last(rest: Rest) -> None:
    heard = rest.hear("/message:stream", rest.message(skill_text("reporting")))
    task_id = only(heard[0])[1]["id"]

    for at in range(len(heard) - 1):
        path, seen = f"/tasks/{task_id}:subscribe", str(heard[at].id)
        assert rest.hear(path, method="GET", Last_Event_ID=seen) == heard[at + 1 :]


@pytest.mark.parametrize("version", ["0.3"])
def test_a_stream_of_0_3_ends_at_a_question(rest: Rest) -> None:
    heard = rest.hear("/message:stream", rest.message(skill_text("asking")))

    _, last = only(heard[-1])
    assert last["status"]["state"] == "TASK_STATE_INPUT_REQUIRED"


@pytest.mark.parametrize("media_type", ["application/json", "application/a2a+json"])
def test_a_stream_that_cannot_begin_is_an_error_as_any_other(rest: Rest, media_type: str) -> None:
    refused = rest.post("/message:stream", {}, Content_Type=media_type, Accept="text/event-stream")

    assert (refused.status, reason_of(refused)) == (400, "INVALID_PARAMS")
    assert refused.headers["Content-Type"] == media_type
