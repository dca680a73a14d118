"""Streams over JSON-RPC, each version in its own shapes."""

from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.caller import Caller
from tests.e2e.conftest import As
from tests.e2e.held import Held
from tests.e2e.listen import hear, listening
from tests.e2e.rpc.rpc import V03, V1, Rpc
from tests.e2e.say import legacy_turn, rpc, send, send_v03, skill_text

FLOWWINK = "/functions/v1/a2a/ingest"
UPDATES = {"statusUpdate", "artifactUpdate"}


def streamed(skill: str, arguments: Any = None) -> dict[str, Any]:
    return {**send(skill_text(skill, arguments)), "method": "SendStreamingMessage"}


def streamed_v03(skill: str, arguments: Any = None) -> dict[str, Any]:
    return {**send_v03(skill, arguments or {}), "method": "message/stream"}


def streamed_legacy(name: str, skill: str) -> dict[str, Any]:
    return {**legacy_turn(name, skill_text(skill)), "method": "tasks/sendSubscribe"}


def texts_of(artifacts: list[Any]) -> list[str]:
    return [part["text"] for artifact in artifacts for part in artifact["parts"]]


def test_1_0_has_exactly_one_member_an_event(acme: Caller) -> None:
    results = [frame.result for frame in hear(acme, streamed("reporting"))]

    first, *updates = [next(iter(result)) for result in results]
    assert all(len(result) == 1 for result in results)
    assert first == "task"
    assert set(updates) == UPDATES
    chunks = [result["artifactUpdate"] for result in results if "artifactUpdate" in result]
    assert texts_of([chunk["artifact"] for chunk in chunks]) == ["first", "second", "summary"]
    assert [("append" in chunk, "lastChunk" in chunk) for chunk in chunks[:2]] == [
        (False, False),
        (True, True),
    ]
    last = results[-1]["statusUpdate"]
    assert last["status"]["state"] == "TASK_STATE_COMPLETED"
    assert set(last) == {"taskId", "contextId", "status"}


def test_0_3_has_kinds_and_a_final_update(acme: Caller) -> None:
    results = [frame.result for frame in hear(acme, streamed_v03("reporting"))]

    kinds = [result["kind"] for result in results]
    assert kinds[0] == "task"
    assert set(kinds[1:]) == {"status-update", "artifact-update"}
    finals = [result["final"] for result in results if result["kind"] == "status-update"]
    assert finals == [False] * (len(finals) - 1) + [True]
    assert results[-1]["status"]["state"] == "completed"


def test_0_1_names_the_task_as_its_caller_does(acme: Caller) -> None:
    name = f"order-{uuid4()}"

    results = [frame.result for frame in hear(acme, streamed_legacy(name, "reporting"))]

    assert {result["id"] for result in results} == {name}
    assert all("kind" not in result for result in results)
    assert [result["final"] for result in results if "status" in result][-1] is True
    artifacts = [result["artifact"] for result in results if "artifact" in result]
    assert texts_of(artifacts) == ["first", "second", "summary"]
    assert [artifact["index"] for artifact in artifacts] == [0, 0, 1]


@pytest.mark.parametrize("made_in", ["0.1", V03])
def test_a_shared_method_streams_in_the_form_of_its_task(
    acme: Caller, held: Held, made_in: str
) -> None:
    name = f"order-{uuid4()}"
    if made_in == V03:
        name = Rpc(acme, V03).start("repeatable", held.arguments)
        assert hear_beginning(acme, rpc("tasks/resubscribe", {"id": name}))["kind"] == "task"
    else:
        turn = streamed_legacy(name, "repeatable")
        turn["params"]["message"]["parts"][0]["text"] = skill_text("repeatable", held.arguments)
        hear_beginning(acme, turn)
        first = hear_beginning(acme, rpc("tasks/resubscribe", {"id": name}))
        assert (first["id"], "kind" in first) == (name, False)
    held.release()


def hear_beginning(caller: Caller, body: Any) -> Any:
    with listening(caller, body) as stream:
        first = stream.next()
        assert first is not None
        return first.result


@pytest.mark.parametrize("version", [V1, V03])
def test_a_stream_at_a_question(acme: Caller, version: str) -> None:
    """0.3 ends there; 1.0 stays open until the task ends."""
    said = streamed("asking") if version == V1 else streamed_v03("asking")
    peer = Rpc(acme, version)

    with listening(acme, said) as stream:
        events: list[Any] = []
        for frame in stream:
            result = frame.result
            events.append(result)
            if version == V1 and state_of(result) == peer.state("input-required"):
                task_id = next(iter(events[0].values()))["id"]
                assert peer.send("blue", taskId=task_id).result

    ended = "completed" if version == V1 else "input-required"
    assert state_of(events[-1]) == peer.state(ended)
    if version == V03:
        assert events[-1].get("final", True) is True


def state_of(result: Any) -> str:
    """The state that an event of either version tells, "" for one about an artifact."""
    said = result if "kind" in result else next(iter(result.values()))
    return said["status"]["state"] if "status" in said else ""


def test_the_ids_of_events_resume_a_stream(acme: Caller) -> None:
    frames = hear(acme, streamed("reporting"))
    task_id = frames[0].result["task"]["id"]
    ids = [frame.id or 0 for frame in frames]
    assert ids == sorted(set(ids))

    for at, seen in enumerate(ids[:-1], 1):
        rest = hear(acme, rpc("SubscribeToTask", {"id": task_id}), Last_Event_ID=str(seen))
        assert [frame.result for frame in rest] == [frame.result for frame in frames[at:]]


def test_a_finished_task_has_no_stream(acme: Caller, version: str) -> None:
    peer = Rpc(acme, version)
    task_id = peer.send_skill("get_quote", {"product": "flashlight", "qty": 1000})["id"]

    answer = peer.subscribe(task_id)

    assert (answer.status, answer.code) == (200, -32004)
    assert answer.headers["Content-Type"] == "application/json"


def test_the_extensions_that_a_stream_activates_are_told(acme: Caller) -> None:
    uri = "urn:peergate:extension:skills:1"

    answer = acme.post(streamed("reporting"), A2A_Extensions=f"https://x.example,{uri}")

    assert answer.headers["A2A-Extensions"] == uri


def test_flowwinks_paths_stream_to_who_asks_for_it(as_peer: As) -> None:
    flow = as_peer("flow")

    plain = flow.post(streamed_v03("reporting"), FLOWWINK).result
    results = [frame.result for frame in hear(flow, streamed_v03("reporting"), FLOWWINK)]

    assert plain["status"]["state"] == "completed"
    assert results[0]["kind"] == "task"
    parts = [p for result in results if "artifact" in result for p in result["artifact"]["parts"]]
    assert {(part["kind"], part["type"]) for part in parts} == {("text", "text")}
