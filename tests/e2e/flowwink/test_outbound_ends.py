"""Every end that a call out can have is told apart by its HTTP status and its body."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from gateway.core.json import Json
from tests.e2e.deadline import wait_for
from tests.e2e.flowwink.conftest import OUTBOUND_PATH, TOKEN, Company, Outbound
from tests.e2e.say import QUOTE
from tests.outbox.scripted import Asked, Script, speaks

INGEST = "/a2a/ingest"
NATIVE = "/functions/v1/a2a/ingest"


def test_a_peer_that_is_not_there_is_unavailable(outbound: Outbound) -> None:
    answer = outbound("asleep", message="hello")

    assert answer.status == 503
    assert answer.json == {
        "error": {
            "message": "The peer cannot be reached.",
            "code": "peer_unavailable",
            "reason": "PEER_UNREACHABLE",
        },
        "result": None,
    }


def jsonrpc_error(code: int) -> Callable[[Asked], Json]:
    return lambda asked: {
        "jsonrpc": "2.0",
        "id": asked.body["id"],
        "error": {"code": code, "message": "no"},
    }


@pytest.mark.parametrize(
    ("answer", "status", "code", "reason"),
    [
        ((500, {"error": "broken"}), 502, "error", "PEER_ERROR"),
        ((403, {"error": "Invalid or inactive peer token"}), 502, "error", "PEER_REFUSED"),
        (jsonrpc_error(-32602), 502, "error", "INVALID_PARAMS"),
        ({"hello": "world"}, 502, "error", "INVALID_AGENT_RESPONSE"),
        ((503, {"error": "later"}), 503, "peer_unavailable", "PEER_BUSY"),
        ((429, {"error": "slowly"}), 429, "peer_unavailable", "RATE_LIMITED"),
    ],
)
def test_what_is_no_answer_is_an_error(
    remote: Script, outbound: Outbound, answer: Any, status: int, code: str, reason: str
) -> None:
    remote.answers = {INGEST: answer}

    got = outbound("by_flowwink", message="hello")

    assert got.status == status
    assert (got.json["error"]["code"], got.json["error"]["reason"]) == (code, reason)
    assert got.json["result"] is None
    assert TOKEN.encode() not in got.body


def test_when_to_try_again_is_passed_on(remote: Script, outbound: Outbound) -> None:
    busy = web.Response(status=503, headers={"Retry-After": "7"}, body=b"{}")
    remote.answers = {INGEST: lambda _: busy}

    answer = outbound("by_flowwink", message="hello")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "7")


def test_a_url_that_may_not_be_called_is_our_refusal(outbound: Outbound) -> None:
    answer = outbound("private", message="hello")

    assert (answer.status, answer.json["error"]["code"]) == (400, "error")
    assert "not public" in answer.json["error"]["message"]


def test_a_peer_without_a_url_cannot_be_called(outbound: Outbound) -> None:
    answer = outbound("nowhere", message="hello")

    assert (answer.status, answer.json["error"]["reason"]) == (400, "PEER_WITHOUT_URL")


def test_a_token_that_is_lost_is_our_own_trouble(remote: Script, outbound: Outbound) -> None:
    remote.answers = {INGEST: QUOTE}

    answer = outbound("tokenless", message="hello")

    assert (answer.status, answer.json["error"]["code"]) == (500, "error")
    assert answer.json["error"]["reason"] == "CONFIG"
    assert remote.calls == []


def in_state(state: str, *parts: Json) -> Any:
    """A Flowwink server whose task is in that state."""
    status: Json = {"state": state}
    if parts:
        status["message"] = {"role": "agent", "messageId": "m", "parts": list(parts)}
    task = {"id": "task-1", "contextId": "c-1", "status": status}
    return speaks({"message/send": lambda _: task, "tasks/get": lambda _: task})


def text(words: str) -> Json:
    return {"kind": "text", "type": "text", "text": words}


def test_a_failed_task_is_an_error_in_the_peers_words(remote: Script, outbound: Outbound) -> None:
    remote.answers = {INGEST: in_state("failed", text("The press is broken."))}

    answer = outbound("by_flowwink", skill="print")

    assert answer.status == 502
    assert answer.json == {
        "error": {"message": "The press is broken.", "code": "error", "reason": "TASK_FAILED"},
        "result": None,
        "task_id": "task-1",
    }


def test_a_declined_call_says_so_beside_the_reason(remote: Script, outbound: Outbound) -> None:
    remote.answers = {INGEST: in_state("rejected", text("Sold out."))}

    answer = outbound("by_flowwink", skill="print")

    assert (answer.status, answer.json) == (200, {"status": "declined", "reason": "Sold out."})


def test_a_canceled_task_is_no_result(remote: Script, outbound: Outbound) -> None:
    remote.answers = {INGEST: in_state("canceled")}

    answer = outbound("by_flowwink", skill="print")

    assert (answer.status, answer.json) == (200, {"status": "canceled", "task_id": "task-1"})


def test_a_task_at_work_when_the_time_is_up_is_202(remote: Script, outbound: Outbound) -> None:
    remote.answers = {INGEST: in_state("working")}

    answer = outbound("by_flowwink", skill="print")

    assert (answer.status, answer.json) == (202, {"status": "working", "task_id": "task-1"})
    assert remote.calls[-1].body["method"] == "tasks/get"


def test_a_task_that_waits_for_a_human_is_pending_approval(
    remote: Script, outbound: Outbound
) -> None:
    review = {"status": "pending_review", "note": "the manager decides"}
    remote.answers = {INGEST: in_state("working", {"kind": "data", "data": review})}

    answer = outbound("by_flowwink", skill="print")

    assert answer.status == 202
    assert answer.json == {
        "status": "pending_approval",
        "note": "the manager decides",
        "task_id": "task-1",
        "skill": "print",
    }


def test_what_flowwink_calls_completed_is_told_as_what_it_is(
    remote: Script, outbound: Outbound
) -> None:
    remote.answers = {
        NATIVE: {"status": "failed", "result": "no stock", "trust_level": "auto"},
    }
    failed = outbound("by_native", skill="print")
    remote.answers = {
        NATIVE: {"status": "pending_approval", "activity_id": "a", "trust_level": "approve"},
    }
    pending = outbound("by_native", skill="print")

    assert (failed.status, failed.json["error"]["message"]) == (502, "no stock")
    assert (pending.status, pending.json["status"]) == (202, "pending_approval")


def test_a_question_comes_back_and_its_answer_goes_on(company: Company) -> None:
    post = company.operator.post
    asked = post({"peer_name": "partner", "skill": "asking"}, OUTBOUND_PATH)
    task_id = asked.json["task_id"]
    ended = post({"peer_name": "partner", "message": "blue", "taskId": task_id}, OUTBOUND_PATH)

    assert asked.status == 200
    assert asked.json == {
        "status": "input-required",
        "question": "Which colour?",
        "task_id": task_id,
    }
    assert (ended.status, ended.json) == (200, {"colour": "blue"})


def test_a_peer_that_hangs_is_cut_at_the_deadline(remote: Script, outbound: Outbound) -> None:
    remote.answers = {INGEST: lambda _: asyncio.Event().wait()}

    answer = outbound("by_flowwink", message="hello")

    assert (answer.status, answer.json["error"]["reason"]) == (504, "PEER_TIMEOUT")


def test_what_is_fired_and_forgotten_is_202_and_is_sent(remote: Script, outbound: Outbound) -> None:
    remote.answers = {NATIVE: QUOTE}

    answer = outbound("by_native", skill="get_quote", fire_and_forget=True)

    assert answer.status == 202
    assert answer.json.keys() == {"status", "activity_id"}
    assert answer.json["status"] == "dispatched"
    assert answer.headers["Peergate-Activity"] == answer.json["activity_id"]
    wait_for(lambda: remote.calls)
