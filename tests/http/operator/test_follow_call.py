"""The operator follows a call while the peer is at it, and comes back to a task that is there."""

import json
from typing import Any

import pytest

from tests.http.operator.conftest import OPERATOR, Events, Office
from tests.outbox.scripted import Script
from tests.outbox.streaming import LEFT, LIFE, Vendor, cuts, fails, says, task


@pytest.fixture
def streamer(vendor: Script) -> Vendor:
    """What the peer is when it streams; a test says what."""
    return Vendor()


async def follow(office: Office, body: Any, peer: str = "vendor") -> list[tuple[str, Any]]:
    """All events, by their names."""
    headers = {"Authorization": f"Bearer {OPERATOR}", "Content-Type": "application/json"}
    url = f"/operator/v1/peers/{peer}/calls/follow"
    async with office.client.post(url, data=json.dumps(body), headers=headers) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "text/event-stream"
        events = Events(response)
        told = [await events.next()]
        while told[-1][0] != "outcome":
            told.append(await events.next())
    return told


async def test_what_the_peer_says_is_told_and_then_the_outcome(
    office: Office, vendor: Script, streamer: Vendor
) -> None:
    streamer.streams = [says(*LIFE)]
    vendor.answers = streamer.answers
    told = await follow(office, {"skill": "get_quote"})
    assert [name for name, _ in told] == ["said"] * len(LIFE) + ["outcome"]
    assert [next(iter(said)) for name, said in told if name == "said"] == [
        "task",
        "statusUpdate",
        *["artifactUpdate"] * 3,
        "statusUpdate",
        *["artifactUpdate"] * 2,
        "statusUpdate",
    ]
    outcome = told[-1][1]
    assert (outcome["kind"], outcome["result"]) == ("answered", {"price_cents": 4500})
    status, row = await office.get(f"/activity/{outcome['activity_id']}")
    assert (status, row["operation"], row["status"]) == (200, "SendStreamingMessage", "success")


async def test_a_call_that_comes_to_nothing_is_an_outcome(
    office: Office, vendor: Script, streamer: Vendor
) -> None:
    streamer.streams = [fails(-32602, "no")]
    vendor.answers = streamer.answers
    ((name, outcome),) = await follow(office, {"text": "Good morning"})
    assert (name, outcome["kind"]) == ("outcome", "refused")


async def test_after_a_cut_the_task_is_told_as_it_is(
    office: Office, vendor: Script, streamer: Vendor
) -> None:
    streamer.streams, streamer.found = [cuts(*LIFE[:2])], LEFT
    vendor.answers = streamer.answers
    told = await follow(office, {"text": "Good morning"})
    assert [next(iter(said)) for _, said in told[:-1]] == ["task", "statusUpdate", "task"]
    assert told[-1][1]["task"]["state"] == "completed"


@pytest.mark.parametrize(
    ("peer", "body", "status"),
    [("nobody", {"text": "x"}, 404), ("idle", {"text": "x"}, 409), ("vendor", {}, 400)],
)
async def test_what_cannot_be_called_is_refused(
    office: Office, peer: str, body: Any, status: int
) -> None:
    found, answer = await office.post(f"/peers/{peer}/calls/follow", body)
    assert (found, bool(answer["error"])) == (status, True)


async def test_a_task_at_a_peer_is_shown_and_canceled(
    office: Office, vendor: Script, streamer: Vendor
) -> None:
    streamer.found, streamer.canceled = task("working"), task("canceled")
    vendor.answers = streamer.answers
    _, shown = await office.get("/peers/vendor/tasks/task-1")
    _, canceled = await office.post("/peers/vendor/tasks/task-1/cancel")
    _, gone = await office.get("/peers/idle/tasks/task-1")
    assert (shown["kind"], shown["task"]["state"]) == ("answered", "working")
    assert (canceled["kind"], canceled["task"]["state"]) == ("answered", "canceled")
    assert streamer.asked == ["GetTask", "CancelTask"]
    assert "paused" in gone["error"]
