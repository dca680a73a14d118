"""Each row of the error table that a call can meet, in the words of its dialect."""

from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.caller import Caller
from tests.e2e.say import get_task, native, rpc, send, send_skill, send_v03

HELLO = {"messageId": "m", "role": "ROLE_USER", "parts": [{"text": "skill:echo"}]}
BIG = "x" * (1024 * 1024 + 1)


def without(member: str) -> dict[str, Any]:
    return {name: value for name, value in HELLO.items() if name != member}


BAD_PARAMS = {
    "params a list": rpc("SendMessage", []),
    "no message": rpc("SendMessage", {}),
    "message a string": rpc("SendMessage", {"message": "hello"}),
    "no parts": rpc("SendMessage", {"message": without("parts")}),
    "empty parts": rpc("SendMessage", {"message": {**HELLO, "parts": []}}),
    "no role": rpc("SendMessage", {"message": without("role")}),
    "unknown role": rpc("SendMessage", {"message": {**HELLO, "role": "ROLE_KING"}}),
    "no messageId": rpc("SendMessage", {"message": without("messageId")}),
    "empty part": rpc("SendMessage", {"message": {**HELLO, "parts": [{}]}}),
    "two contents": rpc(
        "SendMessage", {"message": {**HELLO, "parts": [{"text": "a", "url": "https://a.example"}]}}
    ),
    "10000 parts": rpc("SendMessage", {"message": {**HELLO, "parts": [{"text": "a"}] * 10_000}}),
    "negative historyLength": rpc(
        "SendMessage", {"message": HELLO, "configuration": {"historyLength": -1}}
    ),
    "GetTask without id": rpc("GetTask", {}),
    "GetTask of a number": rpc("GetTask", {"id": 1}),
    "GetTask, negative historyLength": rpc("GetTask", {"id": "x", "historyLength": -1}),
}


@pytest.mark.parametrize("name", BAD_PARAMS)
def test_wrong_params_are_named(acme: Caller, name: str) -> None:
    answer = acme.post(BAD_PARAMS[name])

    assert (answer.status, answer.code, answer.reason) == (200, -32602, "INVALID_PARAMS")
    assert answer.json["error"]["data"][1]["fieldViolations"][0]["field"]


@pytest.mark.parametrize("method", ["NoSuchMethod", "no/such", "sendMessage", "SENDMESSAGE", ""])
def test_an_unknown_method_is_refused(acme: Caller, method: str) -> None:
    answer = acme.post(rpc(method, {}))

    assert (answer.status, answer.code, answer.reason) == (200, -32601, "METHOD_NOT_FOUND")


@pytest.mark.parametrize("call", [get_task("nope"), rpc("tasks/get", {"id": "nope"})])
def test_an_unknown_task_is_not_found(acme: Caller, call: Any) -> None:
    answer = acme.post(call)

    assert (answer.status, answer.code, answer.reason) == (200, -32001, "TASK_NOT_FOUND")


def test_a_message_to_an_unknown_task_is_not_found(acme: Caller) -> None:
    assert acme.post(send("hello", taskId="invented")).code == -32001


def test_a_message_to_a_finished_task_is_unsupported(acme: Caller) -> None:
    task = acme.post(send_skill("echo")).result["task"]

    answer = acme.post(send("more", taskId=task["id"]))

    assert (answer.code, answer.reason) == (-32004, "UNSUPPORTED_OPERATION")
    assert acme.post(get_task(task["id"])).result == task


def test_a_message_in_another_context_than_its_tasks_is_refused(acme: Caller) -> None:
    task = acme.post(send_skill("asking")).result["task"]

    answer = acme.post(send("blue", taskId=task["id"], contextId="another"))

    assert answer.code == -32602
    assert acme.post(get_task(task["id"])).result == task


@pytest.mark.parametrize(
    ("call", "version"),
    [
        (send_skill("echo"), "2.0"),
        (send_skill("echo"), "1.1"),
        (send_skill("echo"), "0.3"),
        (send_skill("echo"), "99"),
        (send_v03("echo", {}), "1.0"),
    ],
)
def test_a_version_that_the_method_is_not_of_is_refused(
    acme: Caller, call: Any, version: str
) -> None:
    by_header = acme.post(call, A2A_Version=version)
    by_query = acme.post(call, f"/a2a?A2A-Version={version}")

    for answer in (by_header, by_query):
        assert (answer.code, answer.reason) == (-32009, "VERSION_NOT_SUPPORTED")


@pytest.mark.parametrize("version", ["1.0", "1.0.1", ""])
def test_a_version_that_fits_is_taken(acme: Caller, version: str) -> None:
    assert acme.post(send_skill("echo"), A2A_Version=version).result


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "*/*"],
)
def test_a_body_that_says_it_is_no_json_is_refused_unread(acme: Caller, media_type: str) -> None:
    answer = acme.send("POST", "/a2a", b"not json either", {"Content-Type": media_type})

    assert (answer.status, answer.code) == (200, -32005)
    assert answer.reason == "CONTENT_TYPE_NOT_SUPPORTED"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_413(acme: Caller, chunked: bool) -> None:
    body = send_skill("echo", {"text": BIG})["params"]["message"]["parts"][0]["text"].encode()

    answer = acme.send("POST", "/a2a", iter([body]) if chunked else body)

    assert answer.status == 413


def test_a_stranger_hears_that_first_whatever_they_bring(stranger: Caller) -> None:
    for body, headers in ((b"x" * (len(BIG) + 1), {}), (b"{}", {"Content-Encoding": "gzip"})):
        assert stranger.send("POST", "/a2a", body, headers).status == 401


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "identity, gzip"])
def test_a_compressed_body_is_415(acme: Caller, encoding: str) -> None:
    assert acme.post(native("echo", {}), Content_Encoding=encoding).status == 415


def test_headers_over_the_limit_are_431(acme: Caller) -> None:
    headers = {f"X-Filler-{number}": "x" * 4000 for number in range(5)}

    assert acme.send("POST", "/a2a", b"{}", headers).status == 431


def test_a_native_call_for_nothing_says_what_is_missing(acme: Caller) -> None:
    answer = acme.post({})

    assert (answer.status, answer.json) == (400, {"error": 'Missing "skill" field'})


def test_what_a_peer_says_of_itself_is_dropped(acme: Caller) -> None:
    said = {"peer_name": "rival", "peer_id": "1", "_approved": True, "qty": 1}

    assert acme.post(native("echo", said)).json == {"qty": 1}


def test_a_message_id_that_is_no_uuid_may_be_used_again(acme: Caller) -> None:
    first, second = (acme.post(send_skill("echo", {"n": n}, "msg-1")) for n in (1, 2))

    assert first.result["task"]["id"] != second.result["task"]["id"]


def test_a_uuid_used_for_two_messages_is_refused(acme: Caller) -> None:
    message_id = str(uuid4())
    acme.post(send_skill("echo", {"n": 1}, message_id))

    answer = acme.post(send_skill("echo", {"n": 2}, message_id))

    assert (answer.code, answer.reason) == (-32602, "MESSAGE_ID_REUSED")
