"""The official openai client works unchanged: create, parse, stream, retrieve, cancel, models."""

import json
from typing import Literal

import pytest
from openai import OpenAI
from openai.types.responses import Response, ResponseTextDeltaEvent
from pydantic import BaseModel

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.held import Held
from tests.e2e.responses.client import As
from tests.e2e.say import get_task

ASK = '{"product": "flashlight", "qty": 1000}'


class Lead(BaseModel):
    days: int | None


class Quote(BaseModel):
    """A quote."""

    price_cents: int
    currency: Literal["SEK", "EUR"]
    lead_days: int


def test_a_skill_is_a_model(client: OpenAI) -> None:
    response = client.responses.create(model="skill/get_quote", input=ASK, metadata={"order": "7"})
    assert response.status == "completed"
    assert Quote.model_validate_json(response.output_text).price_cents == 4500
    assert (response.model, response.metadata) == ("skill/get_quote", {"order": "7"})
    # Strictly, by the SDK's own types, which it does not check by itself.
    Response.model_validate(response.to_dict())


def test_an_answer_is_parsed_into_a_model_of_the_callers(client: OpenAI) -> None:
    response = client.responses.parse(model="skill/get_quote", input=ASK, text_format=Quote)
    assert response.output_parsed == Quote(price_cents=4500, currency="SEK", lead_days=14)


def test_the_agent_is_a_model(client: OpenAI) -> None:
    response = client.responses.create(model="agent", input="Hi", instructions="Be brief.")
    assert response.output_text == "hello acme"
    assert response.instructions == "Be brief."


def test_text_to_the_agent_may_name_a_skill(client: OpenAI) -> None:
    response = client.responses.create(model="openclaw", input=f"skill:get_quote {ASK}")
    assert Quote.model_validate_json(response.output_text).lead_days == 14


def test_a_stream_is_told_while_it_happens(client: OpenAI) -> None:
    with client.responses.stream(model="skill/reporting", input="{}") as stream:
        told = list(stream)
        final = stream.get_final_response()
    deltas = [event.delta for event in told if isinstance(event, ResponseTextDeltaEvent)]
    assert deltas == ["first", "second", "summary"]
    assert [event.type for event in told[:2]] == ["response.created", "response.in_progress"]
    assert final.output_text == "firstsecondsummary"
    assert client.responses.retrieve(final.id).output_text == final.output_text


def test_a_parsed_stream_ends_with_the_model(client: OpenAI) -> None:
    with client.responses.stream(model="skill/get_quote", input=ASK, text_format=Quote) as stream:
        assert stream.get_final_response().output_parsed is not None


def test_a_response_is_retrieved_as_it_was_made(client: OpenAI) -> None:
    made = client.responses.create(model="skill/get_quote", input=ASK, metadata={"a": "b"})
    assert client.responses.retrieve(made.id) == made


@pytest.mark.parametrize(
    ("model", "asked", "end"),
    [
        ("skill/get_quote", ASK, "response.completed"),
        ("skill/asking", "a lamp", "response.incomplete"),
        ("skill/failing", "{}", "response.failed"),
    ],
)
def test_a_response_is_told_again_as_a_stream(
    client: OpenAI, model: str, asked: str, end: str
) -> None:
    made = client.responses.create(model=model, input=asked)
    told = list(client.responses.retrieve(made.id, stream=True))
    assert (told[0].type, told[-1].type) == ("response.created", end)
    assert [event.sequence_number for event in told] == list(range(len(told)))
    assert told[-1].to_dict()["response"] == made.to_dict()


def test_what_was_asked_before_is_told_again_after_its_answer(client: OpenAI) -> None:
    asked = client.responses.create(model="skill/asking", input="a lamp")
    client.responses.create(model="skill/asking", input="blue", previous_response_id=asked.id)
    *_, last = client.responses.retrieve(asked.id, stream=True)
    assert last.to_dict()["response"] == client.responses.retrieve(asked.id).to_dict()


def test_a_response_in_the_background_is_followed(client: OpenAI, held: Held) -> None:
    made = client.responses.create(model="skill/repeatable", input=held_text(held), background=True)
    with client.responses.retrieve(made.id, stream=True) as stream:
        told = iter(stream)
        assert next(told).type == "response.created"
        held.release()
        *_, last = told
    assert last.type == "response.completed"
    assert last.to_dict()["response"] == client.responses.retrieve(made.id).to_dict()


def test_a_question_is_answered_in_the_next_response(client: OpenAI) -> None:
    asked = client.responses.create(model="skill/asking", input="a lamp")
    assert (asked.status, asked.output_text) == ("incomplete", "Which colour?")
    answered = client.responses.create(
        model="skill/asking", input="blue", previous_response_id=asked.id
    )
    assert answered.output_text == '{"colour":"blue"}'
    assert (answered.previous_response_id, answered.conversation) == (asked.id, asked.conversation)
    assert client.responses.retrieve(asked.id).output_text == "Which colour?"
    assert client.responses.retrieve(answered.id) == answered


def test_a_conversation_goes_on_after_an_answer(client: OpenAI) -> None:
    first = client.responses.create(model="skill/echo", input='{"a": 1}')
    second = client.responses.create(
        model="skill/echo", input='{"a": 2}', previous_response_id=first.id
    )
    assert second.id != first.id
    assert second.conversation == first.conversation


def test_a_response_in_the_background_is_cancelled(client: OpenAI, held: Held) -> None:
    text = held_text(held)
    made = client.responses.create(model="skill/repeatable", input=text, background=True)
    assert made.status in ("queued", "in_progress")
    held.wait_for_runs(1)
    assert client.responses.cancel(made.id).status == "cancelled"
    assert client.responses.retrieve(made.id).status == "cancelled"


def test_a_response_in_the_background_is_looked_at_until_it_is_done(
    client: OpenAI, held: Held
) -> None:
    made = client.responses.create(model="skill/repeatable", input=held_text(held), background=True)
    held.release()
    assert wait_for(lambda: client.responses.retrieve(made.id).status == "completed")


def test_a_decline_is_a_refusal(client: OpenAI) -> None:
    response = client.responses.parse(model="skill/declining", input="{}", text_format=Lead)
    (message,) = response.output
    assert message.type == "message"
    (content,) = message.content
    assert content.type == "refusal"
    assert content.refusal == '{"status":"declined","reason":"sold out","days":3}'
    assert response.output_parsed is None


def test_a_stream_tells_nothing_that_was_not_asked_for(client: OpenAI) -> None:
    with client.responses.stream(model="skill/reporting", input="{}", text_format=Quote) as stream:
        told = [event.type for event in stream]
        final = stream.get_final_response()
    assert "response.output_text.delta" not in told
    assert "response.refusal.done" in told
    assert final.output_parsed is None


def test_a_failure_is_a_response_that_failed(client: OpenAI) -> None:
    response = client.responses.create(model="skill/failing", input="{}")
    assert response.status == "failed"
    assert response.error is not None
    assert "hunter2" not in response.to_json()


def test_a_key_makes_one_task(client: OpenAI) -> None:
    headers = {"Idempotency-Key": "order-7"}
    first, again = (
        client.responses.create(model="skill/echo", input='{"a": 1}', extra_headers=headers)
        for _ in range(2)
    )
    assert first == again


def test_a_key_makes_one_answer_to_a_question(client: OpenAI) -> None:
    asked = client.responses.create(model="skill/asking", input="a lamp")
    first, again = (
        client.responses.create(
            model="skill/asking",
            input="blue",
            previous_response_id=asked.id,
            extra_headers={"Idempotency-Key": "answer-7"},
        )
        for _ in range(2)
    )
    assert first == again


def test_the_models_are_the_agent_and_what_this_peer_may_use(client_of: As, client: OpenAI) -> None:
    limited = client_of("limited")
    assert [model.id for model in limited.models.list()] == ["skill/echo"]
    offered = [model.id for model in client.models.list()]
    assert {"agent", "skill/get_quote", "skill/echo"} <= set(offered)
    assert "skill/house_keys" not in offered
    assert client.models.retrieve("skill/get_quote").id == "skill/get_quote"


def test_a_response_is_a_task_of_a2a(client: OpenAI, acme: Caller) -> None:
    response = client.responses.create(model="skill/echo", input='{"a": 5.0}')
    task = acme.post(get_task(response.to_dict()["a2a"]["task_id"])).result
    assert task["artifacts"][0]["parts"] == [{"data": {"a": 5.0}}]


@pytest.mark.parametrize("streamed", [False, True])
def test_what_a_skill_answers_directly_is_kept(client: OpenAI, streamed: bool) -> None:
    if streamed:
        with client.responses.stream(model="agent", input="Hi") as stream:
            response: Response = stream.get_final_response()
    else:
        response = client.responses.create(model="agent", input="Hi")
    assert (response.status, response.output_text) == ("completed", "hello acme")
    assert client.responses.retrieve(response.id).output_text == "hello acme"


def held_text(held: Held) -> str:
    return json.dumps(held.arguments)
