"""What Flowwink's peers post to the ingest, and the answers that they read."""

import json
from typing import Any

import pytest

from tests.e2e.caller import Answer, Caller, new_address
from tests.e2e.conftest import As
from tests.e2e.flowwink.conftest import Company
from tests.e2e.listen import hear
from tests.e2e.say import ASKED, QUOTE, native, rpc
from tests.model_server import ModelServer

PATHS = ("/functions/v1/a2a/ingest", "/functions/v1/a2a-ingest")
PATH = PATHS[0]
FILES = {
    "url": "https://a.example/",
    "screenshot_url": "https://a.example/s.png",
    "report_url": "https://a.example/r.pdf",
    "file_url": "https://a.example/f.bin",
}


def said(*parts: Any, method: str = "message/send", **params: Any) -> dict[str, Any]:
    """A call as Flowwink's server sends it: no kind, no ids but the envelope's."""
    return rpc(method, {"message": {"role": "user", "parts": list(parts)}, **params}, "activity-1")


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def calls(skill: str, arguments: Any = None) -> dict[str, Any]:
    return said(text(f"skill:{skill} {json.dumps(arguments or {})}"))


def result_text(answer: Answer) -> str:
    """Where Flowwink's own peers look for the answer."""
    assert answer.result["status"]["state"] == "completed", answer.json
    part = answer.result["artifacts"][0]["parts"][0]
    assert part["type"] == "text"
    return part["text"]


def by_every_way(company: Company) -> list[tuple[Caller, str]]:
    """Whom Flowwink's flavour is for: all on its paths, a row of its dialect everywhere."""
    return [*((company.acme, path) for path in PATHS), (company.flow, "/a2a/ingest")]


def test_a_result_is_the_text_of_the_first_part(company: Company) -> None:
    for caller, path in by_every_way(company):
        answer = caller.post(calls("get_quote", ASKED), path)

        assert (answer.status, answer.json["jsonrpc"], answer.json["id"]) == (
            200,
            "2.0",
            "activity-1",
        )
        assert answer.result["id"]
        assert json.loads(result_text(answer)) == QUOTE


def test_what_a_skill_answers_directly_is_a_task_here(company: Company) -> None:
    for caller, path in by_every_way(company):
        answer = caller.post(calls("greeting"), path)

        assert result_text(answer).startswith("hello ")
        again = caller.post(rpc("tasks/get", {"id": answer.result["id"]}), path)
        assert result_text(again) == result_text(answer)


def test_the_addresses_in_a_result_are_files_too(company: Company) -> None:
    answer = company.acme.post(calls("echo", FILES), PATH)

    files = [part["file"] for part in answer.result["artifacts"][0]["parts"] if "file" in part]
    assert files == [
        {"uri": address, "mimeType": "application/octet-stream"} for address in FILES.values()
    ]


def test_a_failure_is_a_failed_task_with_its_words(company: Company) -> None:
    for caller, path in by_every_way(company):
        answer = caller.post(calls("failing"), path)

        status = answer.result["status"]
        assert (answer.status, status["state"]) == (200, "failed")
        assert status["message"]["parts"][0]["type"] == "text"
        assert "failed" in status["message"]["parts"][0]["text"]


def test_a_refusal_is_a_rejected_task_and_never_completed(company: Company) -> None:
    status = company.acme.post(calls("declining"), PATH).result["status"]

    assert status["state"] == "rejected"
    assert json.loads(status["message"]["parts"][0]["text"])["reason"] == "sold out"


def test_an_unknown_method_is_named(company: Company) -> None:
    answer = company.acme.post(rpc("message/shout", {}), PATH)

    assert (answer.status, answer.code) == (200, -32601)
    assert answer.json["error"]["message"] == "Method not found: message/shout"


def test_a_task_can_be_asked_for_by_its_owner_alone(company: Company) -> None:
    task = company.acme.post(calls("get_quote", ASKED), PATH).result

    again = company.acme.post(rpc("tasks/get", {"id": task["id"]}), PATH)
    foreign = company.flow.post(rpc("tasks/get", {"id": task["id"]}), PATH)
    unknown = company.acme.post(rpc("tasks/get", {"id": "no-such-task"}), PATH)

    assert again.result == task
    assert (foreign.code, foreign.json) == (-32001, unknown.json)


@pytest.mark.parametrize("path", PATHS)
def test_a_stream_is_answered_in_one_piece(company: Company, path: str) -> None:
    part = text(f"skill:get_quote {json.dumps(ASKED)}")

    answer = company.acme.post(said(part, method="message/stream"), path)

    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(result_text(answer)) == QUOTE


def test_whoever_takes_streams_gets_a_real_one(company: Company) -> None:
    call = said(text("skill:echo"), method="message/stream")

    for peer, path, accept in (
        (company.acme, PATH, "text/event-stream"),
        (company.flow, "/a2a", "*/*"),
    ):
        heard = hear(peer, call, path, Accept=accept)
        assert [event.result["kind"] for event in heard[:2]] == ["task", "status-update"]
        assert heard[-1].result["final"] is True


@pytest.mark.parametrize("path", PATHS)
def test_native_is_answered_with_the_bare_result(company: Company, path: str) -> None:
    good = company.acme.post(native("get_quote", ASKED), path)
    failed = company.acme.post(native("failing", {}), path)
    missing = company.acme.post({"arguments": {}}, path)
    declined = company.acme.post(native("declining", {}), path)

    assert (good.status, good.json) == (200, QUOTE)
    assert (failed.status, failed.json.keys()) == (500, {"error"})
    assert (missing.status, missing.json) == (400, {"error": 'Missing "skill" field'})
    assert (declined.status, declined.json["status"]) == (200, "declined")


@pytest.mark.parametrize("path", PATHS)
def test_a_row_may_keep_flowwinks_envelope(as_peer: As, path: str) -> None:
    wrapped = {"status": "success", "result": QUOTE, "trust_level": "auto"}

    in_text = as_peer("enveloped").post(calls("get_quote", ASKED), path)
    alone = as_peer("enveloped").post(native("get_quote", ASKED), path)

    assert json.loads(result_text(in_text)) == wrapped
    assert alone.json == wrapped


def test_what_needs_approval_waits_whatever_the_peer_claims(company: Company) -> None:
    in_envelope = company.acme.post(calls("signing"), PATH)
    alone = company.acme.post(native("signing", {"_approved": True}), PATH)

    assert in_envelope.result["status"]["state"] == "working"
    assert (alone.status, alone.json["status"]) == (202, "pending_approval")
    assert alone.json["skill"] == "signing"
    assert alone.json["task_id"]


def test_who_has_no_token_is_401_and_who_has_a_wrong_one_403(company: Company) -> None:
    for path in PATHS:
        address = new_address()
        missing = company.stranger.post(calls("echo"), path, **address)
        wrong = company.stranger.post(calls("echo"), path, Authorization="Bearer wrong", **address)

        assert (missing.status, missing.json) == (
            401,
            {"error": "Missing or invalid authorization header"},
        )
        assert (wrong.status, wrong.json) == (403, {"error": "Invalid or inactive peer token"})


def test_bytes_that_are_no_json_are_a_parse_error(company: Company) -> None:
    answer = company.acme.send("POST", PATH, b"hello")

    assert (answer.status, answer.code, answer.json["id"]) == (200, -32700, None)


def test_a_schema_beside_the_message_reaches_the_model(
    company: Company, model: ModelServer
) -> None:
    model.answer = lambda _: '{"pages": 12, "health_score": 87}'
    schema = {"pages": "number", "health_score": "number"}

    in_envelope = company.acme.post(said(text("How is your site?"), responseSchema=schema), PATH)
    alone = company.acme.post({"text": "How is your site?", "response_schema": schema}, PATH)

    assert json.loads(result_text(in_envelope)) == {"pages": 12, "health_score": 87}
    assert alone.json == {"pages": 12, "health_score": 87}
    assert all("health_score" in model.prompt(number) for number in (0, 1))
