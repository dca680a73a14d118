"""What an operator's agents send to the outbound endpoint, what leaves, and what comes back."""

import json
from typing import Any

import pytest

from tests.e2e.flowwink.conftest import OUTBOUND_PATH, TOKEN, Company, Outbound
from tests.e2e.say import ASKED, QUOTE
from tests.outbox.scripted import Script, completed, speaks, task_v1

PATHS = (OUTBOUND_PATH, "/functions/v1/a2a/outbound", "/functions/v1/a2a-outbound")
INGEST = "/a2a/ingest"
NATIVE = "/functions/v1/a2a/ingest"
NEGOTIATE = "/functions/v1/a2a-negotiate"
SKILL_TEXT = 'skill:get_quote {"product":"flashlight","qty":1000}'


def flowwink_answers(text: str) -> Any:
    """The answer of Flowwink's own server: no more members than it writes."""
    return speaks(
        {
            "message/send": lambda _: {
                "id": "activity-1",
                "status": {"state": "completed"},
                "artifacts": [{"parts": [{"type": "text", "text": text}]}],
            }
        }
    )


@pytest.mark.parametrize("path", PATHS)
def test_a_quote_of_another_gateway_is_the_answer(company: Company, path: str) -> None:
    asked = {"peer_name": "partner", "skill": "get_quote", "arguments": ASKED}

    answer = company.operator.post(asked, path)

    assert (answer.status, answer.json) == (200, QUOTE)
    assert answer.headers["Peergate-Activity"]


def test_a_peers_id_is_its_name(company: Company) -> None:
    body = {"peer_id": "partner", "skill": "get_quote", "arguments": ASKED}

    assert company.operator.post(body, OUTBOUND_PATH).json == QUOTE


def test_jsonrpc_is_skill_text_in_a_part_with_both_tags(remote: Script, outbound: Outbound) -> None:
    remote.answers = {INGEST: flowwink_answers('{"price_cents":4500}')}

    answer = outbound("by_flowwink", skill="get_quote", arguments=ASKED)

    (call,) = remote.calls
    (part,) = call.body["params"]["message"]["parts"]
    assert (call.path, call.body["method"]) == (INGEST, "message/send")
    assert part == {"kind": "text", "type": "text", "text": SKILL_TEXT}
    assert call.body["id"] == call.body["params"]["message"]["messageId"]
    assert call.headers["Authorization"] == f"Bearer {TOKEN}"
    assert (answer.status, answer.json) == (200, {"price_cents": 4500})


def test_native_is_the_skill_and_its_arguments(remote: Script, outbound: Outbound) -> None:
    remote.answers = {NATIVE: QUOTE}

    answer = outbound("by_native", skill="get_quote", arguments=ASKED, message="soon, please")

    assert [call.body for call in remote.calls] == [
        {"skill": "get_quote", "arguments": ASKED, "message": "soon, please"}
    ]
    assert (answer.status, answer.json) == (200, QUOTE)


def test_negotiate_is_the_skill_id_and_its_input(remote: Script, outbound: Outbound) -> None:
    remote.answers = {NEGOTIATE: QUOTE}

    answer = outbound("by_negotiate", skill="get_quote", arguments=ASKED)

    assert [call.body for call in remote.calls] == [
        {"type": "task", "skill_id": "get_quote", "input": ASKED}
    ]
    assert (answer.status, answer.json) == (200, QUOTE)


@pytest.mark.parametrize(
    ("peer", "method"),
    [
        ("by_tasks", "tasks/send"),
        ("by_a2a-0.3", "message/send"),
        ("by_a2a-1.0", "SendMessage"),
    ],
)
def test_a2a_of_every_version_gives_the_same_answer(
    remote: Script, outbound: Outbound, peer: str, method: str
) -> None:
    task = completed([{"kind": "data", "type": "data", "data": QUOTE}])
    result = {"task": task_v1()} if method == "SendMessage" else task
    remote.answers = {"/a2a": speaks({method: lambda _: result})}

    answer = outbound(peer, skill="get_quote", arguments=ASKED)

    assert (answer.status, answer.json) == (200, QUOTE)


@pytest.mark.parametrize("peer", ["by_flowwink", "by_native"])
def test_a_result_is_taken_out_of_flowwinks_envelope(
    remote: Script, outbound: Outbound, peer: str
) -> None:
    wrapped = {"status": "success", "result": QUOTE, "trust_level": "notify"}
    remote.answers = {INGEST: flowwink_answers(json.dumps(wrapped)), NATIVE: wrapped}

    answer = outbound(peer, skill="get_quote", arguments=ASKED)

    assert (answer.status, answer.json) == (200, QUOTE)


def test_a_message_is_text_and_so_is_its_answer(remote: Script, outbound: Outbound) -> None:
    remote.answers = {INGEST: flowwink_answers("We open at nine.")}

    answer = outbound("by_flowwink", message="When do you open?")

    (part,) = remote.calls[0].body["params"]["message"]["parts"]
    assert part["text"] == "When do you open?"
    assert (answer.status, answer.json) == (200, {"result": "We open at nine."})


@pytest.mark.parametrize(
    "names", [("responseSchema", "contextId"), ("response_schema", "context_id")]
)
def test_a_structure_and_a_context_go_along(
    remote: Script, outbound: Outbound, names: tuple[str, str]
) -> None:
    remote.answers = {INGEST: flowwink_answers("{}")}

    schema, context = names
    outbound("by_flowwink", message="How are you?", **{schema: {"a": "number"}, context: "c-1"})

    params = remote.calls[0].body["params"]
    assert params["responseSchema"] == {"a": "number"}
    assert params["message"]["contextId"] == "c-1"
