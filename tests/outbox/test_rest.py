"""Peers that are called over HTTP+JSON: by which method and path, in which words."""

from typing import Any

import pytest

from gateway.core.errors import GatewayError, PeerError, PeerRefused, SkillNotFound, TaskNotFound
from gateway.core.json import Json
from gateway.outbox import Kind, Outcome
from tests.outbox.conftest import CANARY, GET_QUOTE, Office
from tests.outbox.scripted import QUOTE, Asked, Script, card_v1, script, speaks, task_v1

CARD = "/.well-known/agent-card.json"
REST = "HTTP+JSON"
TASK_03 = {
    "id": "task-1",
    "contextId": "context-1",
    "status": {"state": "TASK_STATE_COMPLETED"},
    "artifacts": [{"artifactId": "a", "parts": [{"data": {"data": QUOTE}}]}],
}
CALL = {"skill": "get_quote", "arguments": GET_QUOTE.arguments}


def refusal(status: int, reason: str, message: str) -> tuple[int, Json]:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}
    return status, {"error": {"code": status, "message": message, "details": [info]}}


def calls_of(peer: Script) -> list[tuple[str, str]]:
    """What was asked of it, but for its card."""
    return [(asked.method, asked.path) for asked in peer.asked if asked.path != CARD]


async def ask(office: Office, peer: Script, **row: Any) -> Outcome:
    return await office.ask(office.peer(peer.url, **row))


async def test_a_card_of_1_0(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            CARD: card_v1("/agents/", REST),
            "/agents/message:send": {"task": task_v1()},
        }
        outcome = await ask(office, peer)
        assert (outcome.kind, outcome.dialect, outcome.value) == (Kind.ANSWERED, "a2a-1.0", QUOTE)
        (call,) = peer.calls
        assert (call.method, call.path) == ("POST", "/agents/message:send")
        assert call.headers["A2A-Version"] == "1.0"
        assert call.headers["Authorization"] == f"Bearer {CANARY}"
        assert call.body["message"]["parts"][1] == {"data": CALL}
        assert (await office.found()).binding == "rest"


async def test_a_card_of_0_3(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            CARD: {
                "name": "Old",
                "url": f"{peer.url}/rpc",
                "protocolVersion": "0.3.0",
                "preferredTransport": REST,
            },
            "/rpc/v1/message:send": {"task": TASK_03},
        }
        outcome = await ask(office, peer)
        assert (outcome.kind, outcome.dialect, outcome.value) == (Kind.ANSWERED, "a2a-0.3", QUOTE)
        (call,) = peer.calls
        assert "A2A-Version" not in call.headers
        assert call.body["message"]["role"] == "ROLE_USER"
        assert call.body["message"]["content"][1] == {"data": {"data": CALL}}
        assert call.body["configuration"] == {"blocking": True}


async def test_the_tenant_is_in_the_path(office: Office) -> None:
    async with script() as peer:
        card = card_v1("/agents", REST)
        card["supportedInterfaces"][0]["tenant"] = "north east"
        peer.answers = {CARD: card, "/agents/north east/message:send": {"task": task_v1()}}
        assert (await ask(office, peer)).value == QUOTE


async def test_a_row_chooses_the_binding_where_the_card_has_two(office: Office) -> None:
    async with script() as peer:
        card = card_v1("/rpc")
        card["supportedInterfaces"] += card_v1("/rest", REST)["supportedInterfaces"]
        peer.answers = {CARD: card, "/rest/message:send": {"task": task_v1()}}
        assert (await ask(office, peer, binding="rest")).value == QUOTE


async def test_a_row_that_names_another_binding_forgets_what_was_found(office: Office) -> None:
    async with script() as peer:
        card = card_v1("/rpc")
        card["supportedInterfaces"] += card_v1("/rest", REST)["supportedInterfaces"]
        peer.answers = {
            CARD: card,
            "/rpc": speaks({"SendMessage": lambda _: {"task": task_v1()}}),
            "/rest/message:send": {"task": task_v1()},
        }
        await ask(office, peer)
        await ask(office, peer, binding="rest")
        assert [asked.path for asked in peer.calls] == ["/rpc", "/rest/message:send"]


async def test_a_row_that_names_a_version_leaves_the_binding_to_the_card(office: Office) -> None:
    async with script() as peer:
        peer.answers = {CARD: card_v1("/rest", REST), "/rest/message:send": {"task": task_v1()}}
        assert (await ask(office, peer, dialect="a2a-1.0")).value == QUOTE


async def test_a_row_that_says_everything_needs_no_card(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/here/message:send": {"task": task_v1()}}
        row = {"dialect": "a2a-1.0", "binding": "rest", "endpoint": "/here"}
        assert (await ask(office, peer, **row)).value == QUOTE
        assert [asked.path for asked in peer.asked] == ["/here/message:send"]


@pytest.mark.parametrize(
    ("path", "answer", "dialect"),
    [
        ("/a2a/message:send", {"task": task_v1()}, "a2a-1.0"),
        ("/a2a/v1/message:send", {"task": TASK_03}, "a2a-0.3"),
    ],
)
async def test_a_row_that_names_the_binding_alone_is_probed(
    office: Office, path: str, answer: Json, dialect: str
) -> None:
    async with script() as peer:
        peer.answers = {path: answer}
        outcome = await ask(office, peer, binding="rest")
        assert (outcome.dialect, outcome.value) == (dialect, QUOTE)
        assert {asked.path.rpartition("/")[2] for asked in peer.calls} == {"message:send"}


async def test_an_interface_without_a_version_is_probed_on_its_binding(office: Office) -> None:
    async with script() as peer:
        card = card_v1("/rest", REST)
        del card["supportedInterfaces"][0]["protocolVersion"]
        peer.answers = {CARD: card, "/rest/v1/message:send": {"task": TASK_03}}
        outcome = await ask(office, peer)
        assert (outcome.dialect, outcome.value) == ("a2a-0.3", QUOTE)


async def test_a_task_at_work_is_followed_by_its_path(office: Office) -> None:
    working = {**task_v1("WORKING"), "id": "task/1"}
    async with script() as peer:
        peer.answers = {
            CARD: card_v1("/rest", REST),
            "/rest/message:send": {"task": working},
            "/rest/tasks/task/1": {**task_v1(), "id": "task/1"},
        }
        assert (await ask(office, peer)).value == QUOTE
        assert calls_of(peer)[-1] == ("GET", "/rest/tasks/task/1")
        seen = peer.asked[-1]
        assert seen.headers["A2A-Version"] == "1.0"
        assert "Content-Type" not in seen.headers


@pytest.mark.parametrize(
    ("answer", "kind", "error"),
    [
        (refusal(400, "SKILL_NOT_FOUND", "No such skill."), Kind.REFUSED, SkillNotFound),
        (refusal(404, "TASK_NOT_FOUND", "Task not found."), Kind.REFUSED, TaskNotFound),
        (refusal(500, "INTERNAL_ERROR", "Oh."), Kind.FAILED, PeerError),
        ((403, {"message": "no"}), Kind.REFUSED, PeerRefused),
    ],
)
async def test_a_refusal_is_known_by_its_reason(
    office: Office, answer: Json, kind: Kind, error: type[GatewayError]
) -> None:
    async with script() as peer:
        peer.answers = {CARD: card_v1("/rest", REST), "/rest/message:send": answer}
        outcome = await ask(office, peer)
        assert (outcome.kind, type(outcome.error)) == (kind, error)


async def test_a_peer_that_lost_its_paths_is_found_again(office: Office) -> None:
    async with script() as peer:
        peer.answers = {CARD: card_v1("/rest", REST), "/rest/message:send": {"task": task_v1()}}
        await ask(office, peer)
        peer.answers = {
            CARD: card_v1("/rest2", REST),
            "/rest2/message:send": lambda asked: _twice(asked, peer),
        }
        assert (await ask(office, peer)).value == QUOTE
        assert (await office.found()).endpoint == f"{peer.url}/rest2"


def _twice(asked: Asked, peer: Script) -> Json:
    """The same message as was sent to where the peer was before."""
    first, again = peer.calls[-2:]
    assert first.path == "/rest/message:send"
    assert asked.body == again.body == first.body
    return {"task": task_v1()}
