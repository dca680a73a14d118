"""A peer's answer is held to the structure that we asked for, in any language, on any way."""

from typing import Any

import pytest

from gateway.contract import ContractNotSupported
from gateway.core.errors import PeerError
from gateway.core.json import Json
from gateway.core.task import TaskState
from gateway.outbox import Ask, Kind, take_result
from tests.outbox.conftest import Office
from tests.outbox.scripted import QUOTE, script, speaks, task_v1

SHAPE = {"price_cents": "integer", "currency": "string", "lead_days": "number"}
ASK = Ask("get_quote", {"product": "flashlight"}, response_schema=SHAPE)


def task(*parts: Json, state: str = "COMPLETED", said: Json = None) -> Any:
    status: dict[str, Any] = {"state": f"TASK_STATE_{state}"}
    if said is not None:
        status["message"] = {"messageId": "m", "role": "ROLE_AGENT", "parts": [said]}
    artifacts = [{"artifactId": "a", "parts": list(parts)}] if parts else []
    return {**task_v1(), "status": status, "artifacts": artifacts}


async def answered(office: Office, answer: Json, ask: Ask = ASK, **row: Any) -> Any:
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": answer}})}
        row = {"dialect": "a2a-1.0", "endpoint": "/a2a", **row}
        return await office.ask(office.peer(peer.url, **row), ask)


@pytest.mark.parametrize(
    "part",
    [
        {"data": QUOTE},
        {"text": '{"price_cents": 4500, "currency": "SEK", "lead_days": 14}'},
        {"text": 'Gladly:\n```json\n{"price_cents":4500,"currency":"SEK","lead_days":14}\n```'},
    ],
)
async def test_an_answer_with_the_structure_is_one(office: Office, part: Json) -> None:
    outcome = await answered(office, task(part))
    assert (outcome.kind, outcome.value, outcome.error) == (Kind.ANSWERED, QUOTE, None)
    assert (await office.activity()).status == "success"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"text": "About 45 kronor."}, "the answer is not in the structure that was asked for"),
        ({"data": {**QUOTE, "lead_days": "14"}}, "lead_days: must be number"),
        ({"data": {**QUOTE, "more": 1}}, "more: was not asked for"),
        ({"data": {"currency": "SEK"}}, "price_cents: is missing; lead_days: is missing"),
        ({"data": {"_raw": "x", "_schema_compliance": False}}, "the peer says that it does not"),
    ],
)
async def test_any_other_answer_is_a_mismatch(office: Office, part: Json, words: str) -> None:
    outcome = await answered(office, task(part))
    assert outcome.kind is Kind.SCHEMA_MISMATCH
    assert outcome.error.reason == "SCHEMA_MISMATCH"
    assert words in outcome.error.message
    assert outcome.value is not None, "what came is there to look at"
    row = await office.activity()
    assert row.status == "error"
    assert row.error.startswith("SCHEMA_MISMATCH: ")


async def test_what_the_peer_admits_counts_whatever_the_structure_allows(office: Office) -> None:
    answer = task({"data": {"_raw": "x", "_schema_compliance": False}})
    outcome = await answered(office, answer, Ask("s", response_schema={"type": "object"}))
    assert outcome.kind is Kind.SCHEMA_MISMATCH


@pytest.mark.parametrize(
    "answer",
    [
        task(state="REJECTED", said={"data": {"status": "declined", "reason": "no"}}),
        task(state="WORKING", said={"data": {"status": "pending_review"}}),
        task(state="INPUT_REQUIRED", said={"text": "Which one?"}),
        task(state="FAILED", said={"text": "It broke."}),
        task({"data": {"status": "declined", "reason": "sold out"}}),
    ],
)
async def test_other_outcomes_are_outside_of_it(office: Office, answer: Json) -> None:
    assert (await answered(office, answer)).kind is Kind.ANSWERED


async def test_a_peers_plain_answer_is_held_to_it_too(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/native": {"price_cents": "much"}}
        outcome = await office.ask(office.peer(peer.url, dialect="native", endpoint="/native"), ASK)
    assert outcome.kind is Kind.SCHEMA_MISMATCH


async def test_nothing_is_expected_where_nothing_was_asked_for(office: Office) -> None:
    outcome = await answered(office, task({"text": "About 45."}), Ask("get_quote"))
    assert (outcome.kind, outcome.value) == (Kind.ANSWERED, "About 45.")


async def test_what_cannot_be_held_to_is_not_asked_for(office: Office) -> None:
    with pytest.raises(ContractNotSupported):
        await office.ask(office.peer("http://127.0.0.1:1"), Ask("s", response_schema={"$ref": "x"}))
    assert await office.tenant.list_activity() == []


async def test_a_call_with_much_to_say_is_held_to_it_too(office: Office) -> None:
    ask = Ask("get_quote", {"much": "y" * 90_000}, response_schema=SHAPE)
    assert (await answered(office, task({"text": "no"}), ask)).kind is Kind.SCHEMA_MISMATCH
    assert len((await office.activity()).input) < 40_000


async def test_the_structure_goes_along(office: Office) -> None:
    seen: list[Any] = []

    def answer(params: Any) -> Json:
        seen.append(params["metadata"]["responseSchema"])
        return {"task": task({"data": QUOTE})}

    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": answer})}
        row = {"dialect": "a2a-1.0", "endpoint": "/a2a"}
        outcome = await office.ask(office.peer(peer.url, **row), ASK)
    assert seen == [SHAPE]
    assert outcome.task.state is TaskState.COMPLETED


async def test_a_mismatch_is_no_result(office: Office) -> None:
    outcome = await answered(office, task({"text": "About 45."}))
    with pytest.raises(PeerError, match="SCHEMA_MISMATCH"):
        take_result(outcome)
