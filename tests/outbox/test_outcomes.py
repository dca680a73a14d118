"""The ends of a call are told apart, recorded, and come within the deadline."""

import asyncio
from typing import Any

import pytest

from gateway.core.errors import (
    EgressDenied,
    InvalidAgentResponse,
    InvalidRequest,
    PeerBusy,
    PeerError,
    PeerNotFound,
    PeerRefused,
    PeerTimeout,
    PeerUnreachable,
    RateLimited,
    SkillNotFound,
)
from gateway.core.json import Json
from gateway.core.peer import PeerStatus
from gateway.core.task import TaskState
from gateway.dialects.card import CARD_PATHS
from gateway.outbox import Ask, Kind
from gateway.outbox import exchange as exchange_module
from tests.closed import closed_port
from tests.net.servers import never, says, serve
from tests.outbox.conftest import CANARY, Office
from tests.outbox.scripted import QUOTE, Asked, card_v1, script, speaks, task_v1


def refuses(code: int, reason: str = "") -> Any:
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "a2a-protocol.org",
    }

    def answer(asked: Asked) -> Json:
        error = {"code": code, "message": "no", "data": [info]}
        return {"jsonrpc": "2.0", "id": asked.body["id"], "error": error}

    return answer


@pytest.mark.parametrize(
    ("answer", "kind", "error"),
    [
        (refuses(-32602, "SKILL_NOT_FOUND"), Kind.REFUSED, SkillNotFound),
        (refuses(-32050, "RATE_LIMITED"), Kind.RETRY, RateLimited),
        (refuses(-31999), Kind.FAILED, PeerError),
        ((401, {"error": "unauthorized"}), Kind.REFUSED, PeerRefused),
        ((500, {"error": "broken"}), Kind.FAILED, PeerError),
        ((503, {"error": "later"}), Kind.RETRY, PeerBusy),
        ((429, {"error": "slowly"}), Kind.RETRY, RateLimited),
        ({"hello": "world"}, Kind.FAILED, InvalidAgentResponse),
        (["<html>"], Kind.FAILED, InvalidAgentResponse),
        ({"jsonrpc": "2.0", "id": "1", "result": 7}, Kind.FAILED, InvalidAgentResponse),
    ],
)
async def test_a_refusal_and_a_failure_are_told_apart(
    office: Office, answer: Any, kind: Kind, error: type[Exception]
) -> None:
    async with script() as peer:
        peer.answers = {"/a2a": answer}
        outcome = await office.ask(office.peer(peer.url, dialect="a2a-1.0", endpoint="/a2a"))
    assert outcome.kind is kind
    assert type(outcome.error) is error
    assert outcome.reply is None
    row = await office.activity()
    assert (row.direction, row.status, row.id) == ("outbound", "error", outcome.activity_id)
    assert row.error.startswith(outcome.error.reason)


@pytest.mark.parametrize("dialect", ["auto", "a2a-1.0"])
async def test_nothing_listens_is_unreachable(office: Office, dialect: str) -> None:
    with closed_port() as port:
        outcome = await office.ask(office.peer(f"http://127.0.0.1:{port}", dialect=dialect))
    assert (outcome.kind, type(outcome.error)) == (Kind.UNREACHABLE, PeerUnreachable)
    assert (await office.activity()).status == "error"


@pytest.mark.parametrize("row", [{"networks": ()}, {"plain_http": False}])
async def test_a_peer_out_of_reach_is_not_called(office: Office, row: dict[str, Any]) -> None:
    async with script() as peer:
        outcome = await office.ask(office.peer(peer.url, **row))
        assert (outcome.kind, type(outcome.error)) == (Kind.UNREACHABLE, EgressDenied)
        assert peer.asked == []


@pytest.mark.parametrize("row", [{}, {"dialect": "native"}])
async def test_a_hanging_peer_is_cut_at_the_deadline(office: Office, row: dict[str, Any]) -> None:
    async with serve(never) as url:
        outcome = await office.ask(office.peer(url, **row), seconds=0.3)
    assert (outcome.kind, type(outcome.error)) == (Kind.RETRY, PeerTimeout)


async def test_garbage_is_a_failure(office: Office) -> None:
    async with serve(says(b"\x00\xff not HTTP at all\r\n\r\n")) as url:
        outcome = await office.ask(office.peer(url, dialect="native"))
    assert (outcome.kind, type(outcome.error)) == (Kind.FAILED, InvalidAgentResponse)


async def test_a_reply_beyond_its_bound_is_a_failure(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/in": {"a": "x" * office.exchange.reply_bytes}}
        outcome = await office.ask(office.peer(peer.url, dialect="native", endpoint="/in"))
    assert (outcome.kind, type(outcome.error)) == (Kind.FAILED, InvalidAgentResponse)


async def test_a_card_that_never_comes_holds_up_no_call(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_: Asked) -> Json:
        await asyncio.Event().wait()

    monkeypatch.setattr(exchange_module, "CARD_SECONDS", 0.05)
    async with script() as peer:
        peer.answers = dict.fromkeys(CARD_PATHS, hang)
        peer.answers["/a2a"] = speaks({"SendMessage": lambda _: {"task": task_v1()}})
        outcome = await office.ask(office.peer(peer.url), seconds=60)
    assert outcome.value == QUOTE


async def test_a_refusal_on_the_way_that_the_card_names_is_the_answer(office: Office) -> None:
    async with script() as peer:
        peer.answers = {CARD_PATHS[0]: card_v1("/rpc"), "/rpc": refuses(-32600)}
        outcome = await office.ask(office.peer(peer.url))
        assert len(peer.calls) == 1
    assert (outcome.kind, type(outcome.error)) == (Kind.REFUSED, InvalidRequest)


async def test_a_peer_of_no_known_language_is_a_failure(office: Office) -> None:
    async with script() as peer:
        outcome = await office.ask(office.peer(peer.url))
    assert outcome.kind is Kind.FAILED
    assert "no language" in str(outcome.error)


async def test_without_waiting_a_working_task_is_the_answer(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": task_v1("WORKING")}})}
        outcome = await office.ask(office.peer(peer.url), wait=False)
        assert peer.calls[-1].body["params"]["configuration"]["returnImmediately"] is True
    assert outcome.task is not None
    assert outcome.task.state is TaskState.WORKING


async def test_a_question_comes_back_as_it_is(office: Office) -> None:
    said = {"role": "ROLE_AGENT", "messageId": "m", "parts": [{"text": "How many?"}]}
    status = {"state": "TASK_STATE_INPUT_REQUIRED", "message": said}
    async with script() as peer:
        peer.answers = {
            "/a2a": speaks({"SendMessage": lambda _: {"task": task_v1("", status=status)}})
        }
        outcome = await office.ask(office.peer(peer.url))
    assert outcome.task is not None
    assert (outcome.task.state, outcome.value) == (TaskState.INPUT_REQUIRED, "How many?")


async def test_a_message_may_be_the_whole_answer(office: Office) -> None:
    answer = {"message": {"messageId": "m-2", "role": "ROLE_AGENT", "parts": [{"text": "Hallo"}]}}
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: answer})}
        outcome = await office.ask(office.peer(peer.url), Ask(text="Guten Tag"))
    assert (outcome.task, outcome.value) == (None, "Hallo")


@pytest.mark.parametrize("status", [PeerStatus.PAUSED, PeerStatus.REVOKED])
async def test_a_peer_that_is_not_active_is_not_called(office: Office, status: PeerStatus) -> None:
    office.peer("http://127.0.0.1:1", status=status)
    with pytest.raises(PeerNotFound, match=status):
        office.outbox.get_peer("vendor")
    with pytest.raises(PeerNotFound):
        await office.outbox.call_skill("vendor", "s", {})
    with pytest.raises(PeerNotFound, match="nobody"):
        office.outbox.get_peer("nobody")


async def test_a_skill_gets_the_value_alone(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": task_v1()}})}
        office.peer(peer.url)
        assert await office.outbox.call_skill("vendor", "get_quote", {}) == QUOTE


async def test_a_skill_gets_an_error_without_the_peers_words(office: Office) -> None:
    said = {"role": "ROLE_AGENT", "messageId": "m", "parts": [{"text": "private words"}]}
    failed = task_v1("", status={"state": "TASK_STATE_FAILED", "message": said})
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": failed}})}
        office.peer(peer.url)
        with pytest.raises(PeerError) as error:
            await office.outbox.call_skill("vendor", "get_quote", {})
    assert "failed" in error.value.message
    assert "private" not in error.value.message
    assert CANARY not in error.value.message


@pytest.mark.parametrize(
    "answer",
    [(401, {"error": "private words"}), {"error": {"code": -1, "message": "private words"}}],
)
async def test_a_skill_gets_a_refusal_without_the_peers_words(office: Office, answer: Any) -> None:
    async with script() as peer:
        peer.answers = {"/a2a": answer}
        office.peer(peer.url, dialect="a2a-1.0", endpoint="/a2a")
        with pytest.raises(PeerError) as error:
            await office.outbox.call_skill("vendor", "get_quote", {})
    assert "private" not in error.value.message
    assert "private words" in (await office.activity()).error
