"""Refusals in OpenAI's shape; what is another's is answered as what does not exist."""

import json
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.e2e.caller import Answer, Caller, new_address
from tests.e2e.conftest import As
from tests.e2e.listen import listening
from tests.e2e.responses.client import As as ClientOf
from tests.e2e.site import Site

PATH = "/v1/responses"


def create(peer: Caller, **body: Any) -> Answer:
    return peer.post({"model": "skill/echo", "input": '{"a": 1}', **body}, PATH)


def without(answer: Answer, name: str) -> tuple[int, bytes]:
    return answer.status, answer.body.replace(name.encode(), b"NAME")


def id_of(stream: Answer) -> str:
    """The response that its first event tells of."""
    _, _, data = stream.body.split(b"\n\n")[0].partition(b"data: ")
    name: str = json.loads(data)["response"]["id"]
    return name


@pytest.mark.parametrize("skill", ["house_keys", "HOUSE_KEYS", "house-keys", "./house_keys"])
def test_an_internal_skill_is_a_model_that_does_not_exist(acme: Caller, skill: str) -> None:
    tried = create(acme, model=f"skill/{skill}")
    unknown = create(acme, model="skill/no_such")
    assert without(tried, skill) == without(unknown, "no_such")
    assert (tried.status, tried.json["error"]["code"]) == (404, "model_not_found")


def test_a_skill_that_the_row_does_not_allow_is_a_model_that_does_not_exist(as_peer: As) -> None:
    limited = as_peer("limited")
    for model in ("skill/get_quote", "gpt-5"):
        assert without(create(limited, model=model), model) == without(
            create(limited, model="skill/no_such"), "skill/no_such"
        )
    for path in ("skill/get_quote", "skill/no_such", "agent"):
        assert limited.get(f"/v1/models/{path}").status == 404


def test_another_peers_response_is_absent(acme: Caller, as_peer: As) -> None:
    rival = as_peer("rival")
    theirs = create(acme).json["id"]
    unknown = "resp_" + "0" * 44

    for ask in (
        lambda named: rival.get(f"{PATH}/{named}"),
        lambda named: rival.get(f"{PATH}/{named}?stream=true"),
        lambda named: rival.post({}, f"{PATH}/{named}/cancel"),
        lambda named: create(rival, previous_response_id=named),
        lambda named: create(rival, previous_response_id=named, stream=True),
    ):
        assert without(ask(theirs), theirs) == without(ask(unknown), unknown)
        assert ask(theirs).status == 404


def test_what_another_language_began_is_no_response(acme: Caller) -> None:
    answer = acme.post({"skill": "echo", "arguments": {}})
    task_id = answer.headers["Peergate-Task"]
    assert acme.get(f"{PATH}/resp_{task_id}").status == 404


def test_what_was_not_to_be_stored_is_absent(acme: Caller) -> None:
    made = create(acme, store=False).json
    assert made["store"] is False
    assert acme.get(f"{PATH}/{made['id']}").status == 404
    assert create(acme, previous_response_id=made["id"]).status == 404


def test_a_response_that_is_done_is_not_cancelled(acme: Caller) -> None:
    answer = acme.post({}, f"{PATH}/{create(acme).json['id']}/cancel")
    assert (answer.status, answer.json["error"]["code"]) == (400, "task_not_cancelable")


def test_the_sdk_raises_its_own_errors(client: OpenAI, client_of: ClientOf) -> None:
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="skill/none", input="x")
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve("resp_none")
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model="skill/get_quote", input='{"product": 5}')
    assert refused.value.param == "product"
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(
            model="agent", input=[{"type": "function_call_output", "call_id": "c", "output": "1"}]
        )
    assert refused.value.param == "input[0].type"
    stranger = client.with_options(api_key="nobody", default_headers=new_address())
    with pytest.raises(openai.AuthenticationError):
        stranger.models.list()


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b'{"model": 5}', 400), (b'{"a": "' + b"x" * 2**20 + b'"}', 413)],
)
def test_what_cannot_be_read_is_refused_in_the_same_shape(
    acme: Caller, body: bytes, status: int
) -> None:
    answer = acme.send("POST", PATH, body)
    assert answer.status == status
    if status != 413:
        assert answer.json["error"]["type"] == "invalid_request_error"


def test_a_form_is_no_request(acme: Caller) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert acme.send("POST", PATH, b"model=agent", headers).status == 415


def test_what_is_refused_before_a_stream_is_an_ordinary_answer(acme: Caller) -> None:
    body = {"model": "skill/none", "input": "x", "stream": True}
    with listening(acme, body, PATH) as listener:
        assert (listener.status, listener.json["error"]["code"]) == (404, "model_not_found")


def test_a_stream_ends_with_the_word_of_open_responses(acme: Caller) -> None:
    made = acme.post({"model": "skill/echo", "input": "{}", "stream": True}, PATH)
    ended = b'"status":"completed"'
    for told in (made, acme.get(f"{PATH}/{id_of(made)}?stream=true")):
        *_, last, done, rest = told.body.split(b"\n\n")
        assert last.startswith(b"event: response.completed\n")
        assert ended in last
        assert (done, rest) == (b"data: [DONE]", b"")


def test_the_key_of_another_call_is_refused(acme: Caller) -> None:
    body = {"model": "skill/echo", "input": '{"a": 1}'}
    acme.post(body, PATH, Idempotency_Key="k-1")
    answer = acme.post({**body, "input": '{"a": 2}'}, PATH, Idempotency_Key="k-1")
    assert (answer.status, answer.json["error"]["code"]) == (400, "idempotency_key_reused")


def test_every_call_has_its_audit_row(acme: Caller, template: Site) -> None:
    made = create(acme).json["a2a"]["task_id"]
    refused = create(acme, model="skill/audited_none")
    assert refused.status == 404
    rows = template.json("activity", "--peer", "acme", "--limit", "10")
    found = {(row["task_id"], row["skill"], row["status"]) for row in rows}
    assert {(made, "echo", "success"), ("", "audited_none", "error")} <= found
    assert {row["dialect"] for row in rows if row["task_id"] == made} == {"responses"}
