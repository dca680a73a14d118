"""Every kind of part goes both ways, and every way a skill can stop is told."""

from base64 import b64encode
from typing import Any
from uuid import uuid4

from tests.e2e.caller import Caller
from tests.e2e.listen import hear, listening
from tests.e2e.say import get_task, rpc, send
from tests.e2e.streams.stream import read_until, states_of, streamed, task_of

SENT: list[dict[str, Any]] = [
    {"data": {"skill": "filing", "arguments": {}}},
    {"text": "see the files", "metadata": {"k": 1}},
    {"raw": b64encode(b"\0\x01").decode(), "mediaType": "image/png", "filename": "a.png"},
    {"url": "https://files.example/b.pdf", "mediaType": "application/pdf", "filename": "b.pdf"},
    {"data": [1, 2.5, None]},
]
HANDED_OUT = [
    {"raw": b64encode(b"\x89PNG\0\xff").decode(), "mediaType": "image/png", "filename": "p.png"},
    {"url": "https://files.example/r.pdf", "mediaType": "application/pdf", "filename": "r.pdf"},
    {"data": {"rows": [1, 2.5, None]}},
]


def filing() -> dict[str, Any]:
    return {"messageId": str(uuid4()), "role": "ROLE_USER", "parts": SENT}


def test_files_and_data_are_told_and_kept_as_they_are(acme: Caller) -> None:
    events = hear(acme, rpc("SendStreamingMessage", {"message": filing()}))

    updates = [
        event.result["artifactUpdate"] for event in events if "artifactUpdate" in event.result
    ]
    assert [update["artifact"]["parts"][0] for update in updates[:3]] == HANDED_OUT
    assert [update.get("lastChunk") for update in updates] == [None, None, True, True]
    assert updates[3]["artifact"]["parts"] == SENT
    task = acme.post(get_task(task_of(events[0])["id"])).result
    assert task["artifacts"] == [update["artifact"] for update in updates]
    assert task["history"][0]["parts"] == SENT


def test_files_and_data_are_told_in_0_3(acme: Caller) -> None:
    text = {"kind": "text", "text": "skill:filing {}"}
    message = {"kind": "message", "messageId": str(uuid4()), "role": "user", "parts": [text]}

    events = hear(acme, rpc("message/stream", {"message": message}))

    updates = [event.result for event in events if event.result["kind"] == "artifact-update"]
    picture, report, table = [update["artifact"]["parts"][-1] for update in updates[:3]]
    assert picture["file"] == {
        "bytes": HANDED_OUT[0]["raw"],
        "mimeType": "image/png",
        "name": "p.png",
    }
    assert report["file"]["uri"] == "https://files.example/r.pdf"
    assert table["data"] == {"rows": [1, 2.5, None]}


def test_a_login_is_asked_for_and_the_task_goes_on_after_it(acme: Caller) -> None:
    with listening(acme, streamed("guarded")) as stream:
        asked = read_until(stream, 2)
        status = asked[-1].result["statusUpdate"]["status"]
        assert status["state"] == "TASK_STATE_AUTH_REQUIRED"
        assert status["message"]["parts"] == [
            {"text": "Log in at our portal."},
            {"data": {"url": "https://login.example/a"}},
        ]
        task_id = task_of(asked[0])["id"]
        ended = acme.post(send("done", taskId=task_id)).result["task"]
        assert states_of(stream.rest()) == ["working", "completed"]

    [result] = ended["artifacts"]
    assert result["parts"][0]["data"] == {"after": "done", "turns": 3}
    assert [turn["role"] for turn in ended["history"]] == ["ROLE_USER", "ROLE_AGENT", "ROLE_USER"]


def test_a_refusal_is_told(acme: Caller) -> None:
    last = hear(acme, streamed("refusing"))[-1].result["statusUpdate"]["status"]

    assert last["state"] == "TASK_STATE_REJECTED"
    assert last["message"]["parts"] == [{"text": "not on a Sunday"}]
