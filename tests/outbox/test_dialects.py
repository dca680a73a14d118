"""The right language for each kind of peer, with nothing said in its row."""

from typing import Any

import pytest

from gateway.core.json import Json, decode, encode
from gateway.outbox import Ask, Kind
from tests.outbox.conftest import CANARY, GET_QUOTE, Office
from tests.outbox.scripted import QUOTE, Asked, Script, card_v1, completed, script, speaks, task_v1

TEXT = {"kind": "text", "type": "text"}
AS_TEXT = completed([{**TEXT, "text": encode(QUOTE).decode()}])
AS_DATA = completed([{"kind": "data", "data": QUOTE}], kind="task")


def call_of(peer: Script) -> Json:
    return peer.calls[-1].body


async def check_quote(office: Office, peer: Script, spoken: str, path: str, **row: Any) -> None:
    outcome = await office.ask(office.peer(peer.url, **row))
    assert (outcome.kind, outcome.dialect, outcome.value) == (Kind.ANSWERED, spoken, QUOTE)
    assert peer.calls[-1].path == path


async def test_a_card_of_1_0(office: Office) -> None:
    async with script() as peer:
        card = card_v1("/rpc/v1")
        card["supportedInterfaces"][0]["tenant"] = "east"
        peer.answers = {
            "/.well-known/agent-card.json": card,
            "/rpc/v1": speaks({"SendMessage": lambda _: {"task": task_v1()}}),
        }
        await check_quote(office, peer, "a2a-1.0", "/rpc/v1")
        assert call_of(peer)["params"]["tenant"] == "east"
        assert peer.calls[-1].headers["A2A-Version"] == "1.0"


async def test_a_card_of_0_3(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/.well-known/agent-card.json": {
                "name": "Old",
                "url": f"{peer.url}/rpc",
                "protocolVersion": "0.3.0",
            },
            "/rpc": speaks({"message/send": lambda _: AS_DATA}),
        }
        await check_quote(office, peer, "a2a-0.3", "/rpc")
        assert [part["kind"] for part in call_of(peer)["params"]["message"]["parts"]] == [
            "text",
            "data",
        ]


async def test_a_card_without_a_version_is_probed_where_it_says(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/.well-known/agent.json": {"name": "Seed", "url": f"{peer.url}/rpc", "skills": []},
            "/rpc": speaks({"tasks/send": lambda params: {**AS_TEXT, "id": params["id"]}}),
        }
        await check_quote(office, peer, "tasks", "/rpc")


@pytest.mark.parametrize(
    ("method", "dialect"),
    [("SendMessage", "a2a-1.0"), ("message/send", "a2a-0.3"), ("tasks/send", "tasks")],
)
async def test_a_peer_without_a_card_is_probed(office: Office, method: str, dialect: str) -> None:
    async with script() as peer:
        peer.answers = {"/a2a": speaks({method: lambda _: AS_DATA})}
        await check_quote(office, peer, dialect, "/a2a")
        ids = {asked.body["id"] for asked in peer.calls}
        assert len(ids) == 1, "every try is the same message"


async def test_a_peer_that_answers_at_its_root(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/": speaks({"tasks/send": lambda _: AS_DATA})}
        await check_quote(office, peer, "tasks", "/")


async def test_flowwink_is_told_by_where_its_card_lies(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/functions/v1/agent-card": {
                "name": "Flow",
                "url": f"{peer.url}/functions/v1/a2a/ingest",
                "protocolVersion": "0.3.0",
            },
            "/functions/v1/a2a/ingest": speaks({"message/send": lambda _: AS_TEXT}),
        }
        await check_quote(office, peer, "flowwink", "/functions/v1/a2a/ingest")
        (part,) = call_of(peer)["params"]["message"]["parts"]
        assert part == {**TEXT, "text": f"skill:get_quote {encode(GET_QUOTE.arguments).decode()}"}


async def test_flowwink_by_its_row(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/a2a/ingest": speaks({"message/send": lambda _: AS_TEXT})}
        await check_quote(office, peer, "flowwink", "/a2a/ingest", dialect="flowwink")


async def test_native_is_the_last_guess(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/functions/v1/a2a/ingest": lambda asked: (
                QUOTE if "skill" in asked.body else (400, {"error": 'Missing "skill" field'})
            )
        }
        await check_quote(office, peer, "native", "/functions/v1/a2a/ingest")
        assert call_of(peer) == {"skill": "get_quote", "arguments": GET_QUOTE.arguments}


async def test_negotiate_by_its_row(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/functions/v1/a2a-negotiate": QUOTE}
        await check_quote(
            office, peer, "negotiate", "/functions/v1/a2a-negotiate", dialect="negotiate"
        )
        assert call_of(peer) == {
            "type": "task",
            "skill_id": "get_quote",
            "input": GET_QUOTE.arguments,
        }


async def test_the_row_wins_over_the_card(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/.well-known/agent-card.json": card_v1("/rpc"),
            "/special": speaks({"message/send": lambda _: AS_DATA}),
        }
        await check_quote(
            office, peer, "a2a-0.3", "/special", dialect="a2a-0.3", endpoint="/special"
        )
        assert [asked.path for asked in peer.asked] == ["/special"]


async def test_a_pasted_url_is_called_at_its_base(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/team/a2a": speaks({"SendMessage": lambda _: {"task": task_v1()}})}
        outcome = await office.ask(office.peer(f"{peer.url}/team/.well-known/agent-card.json"))
        assert outcome.value == QUOTE


async def test_skill_text_goes_to_a_peer_whose_card_declares_it(office: Office) -> None:
    extension = {"uri": "urn:peergate:extension:skills:1"}
    async with script() as peer:
        peer.answers = {
            "/.well-known/agent-card.json": card_v1(
                "/a2a", capabilities={"extensions": [extension]}
            ),
            "/a2a": speaks({"SendMessage": lambda _: {"task": task_v1()}}),
        }
        await check_quote(office, peer, "a2a-1.0", "/a2a")
        message = call_of(peer)["params"]["message"]
        (part,) = message["parts"]
        assert part["text"].startswith("skill:get_quote {")
        assert message["extensions"] == [extension["uri"]]
        assert peer.asked[-1].headers["A2A-Extensions"] == extension["uri"]


async def test_what_was_found_is_remembered_over_a_restart(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/.well-known/agent-card.json": card_v1("/rpc"),
            "/rpc": speaks({"SendMessage": lambda _: {"task": task_v1()}}),
        }
        row = office.peer(peer.url)
        await office.ask(row)
        found = await office.found()
        assert (found.dialect, found.endpoint) == ("a2a-1.0", f"{peer.url}/rpc")
        assert decode(found.card.encode())["name"] == "Vendor"
        peer.asked.clear()
        await office.make_outbox().ask(row, GET_QUOTE, seconds=60)
        assert [asked.path for asked in peer.asked] == ["/rpc"]


async def test_a_peer_that_changed_is_found_again(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"tasks/send": lambda _: AS_DATA})}
        await check_quote(office, peer, "tasks", "/a2a")
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": task_v1()}})}
        await check_quote(office, peer, "a2a-1.0", "/a2a")
        assert (await office.found()).dialect == "a2a-1.0"


async def test_a_row_that_moved_forgets_what_was_found(office: Office) -> None:
    async with script() as old, script() as new:
        old.answers = {"/a2a": speaks({"tasks/send": lambda _: AS_DATA})}
        new.answers = {"/a2a": speaks({"message/send": lambda _: AS_DATA})}
        await check_quote(office, old, "tasks", "/a2a")
        old.asked.clear()
        await check_quote(office, new, "a2a-0.3", "/a2a")
        assert old.asked == []


async def test_a_row_that_names_another_language_forgets_what_was_found(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/a2a": speaks({"SendMessage": lambda _: AS_DATA, "tasks/send": lambda _: AS_DATA})
        }
        await check_quote(office, peer, "a2a-1.0", "/a2a")
        await check_quote(office, peer, "tasks", "/a2a", dialect="tasks")


async def test_a_row_that_names_another_endpoint_forgets_what_was_found(office: Office) -> None:
    async with script() as peer:
        peer.answers = dict.fromkeys(("/a2a", "/b"), speaks({"SendMessage": lambda _: AS_DATA}))
        await check_quote(office, peer, "a2a-1.0", "/a2a")
        await check_quote(office, peer, "a2a-1.0", "/b", endpoint="/b")


MOLTFLOW_CARD = {
    "name": "Support Agent",
    "version": "1.0.0",
    "capabilities": ["message.handle", "quotes.get"],
    "authentication": {"type": "bearer"},
    "rpc_endpoint": "/api/v2/a2a/rpc",
}
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1_776_670_980,
    "status": "completed",
    "model": "openclaw",
    "output": [
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": encode(QUOTE).decode(), "annotations": []}],
        }
    ],
}


async def test_moltflow_is_told_by_its_card(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/.well-known/agent.json": MOLTFLOW_CARD,
            "/api/v2/a2a/rpc": speaks({"message.handle": lambda _: QUOTE}),
        }
        await check_quote(office, peer, "moltflow", "/api/v2/a2a/rpc")
        assert call_of(peer)["params"]["context"] == {
            "skill": "get_quote",
            "arguments": GET_QUOTE.arguments,
        }
        headers = peer.calls[-1].headers
        assert (headers["X-API-Key"], "Authorization" in headers) == (CANARY, False)
        assert "X-API-Key" not in peer.asked[0].headers, "not where the card is looked for"


@pytest.mark.parametrize("row", [{}, {"dialect": "moltflow"}])
async def test_moltflow_without_a_card_is_where_it_usually_is(
    office: Office, row: dict[str, Any]
) -> None:
    async with script() as peer:
        peer.answers = {"/api/v2/a2a": speaks({"message.handle": lambda _: QUOTE})}
        await check_quote(office, peer, "moltflow", "/api/v2/a2a", **row)


async def test_a_method_of_moltflow_is_a_skill(office: Office) -> None:
    async with script() as peer:
        peer.answers = {
            "/.well-known/agent.json": MOLTFLOW_CARD,
            "/api/v2/a2a/rpc": speaks({"agent.message.send": lambda params: {"sent": params}}),
        }
        arguments = {"to": "+5511999999999", "message": "Hello"}
        outcome = await office.ask(office.peer(peer.url), Ask("agent.message.send", arguments))
        assert outcome.value == {"sent": arguments}


@pytest.mark.parametrize("pasted", ["", "/v1", "/v1/responses"])
async def test_a_model_is_met_at_its_usual_place(office: Office, pasted: str) -> None:
    async with script() as peer:
        peer.answers = {"/v1/responses": lambda asked: answer_model(asked)}
        peer.url += pasted
        await check_quote(office, peer, "responses", "/v1/responses")
        assert call_of(peer)["model"] == "openclaw"
        assert peer.calls[-1].headers["Authorization"] == f"Bearer {CANARY}"


async def test_a_model_by_its_row(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/api/ask": lambda asked: answer_model(asked)}
        row = {"dialect": "responses", "endpoint": "/api/ask", "model": "sales-1"}
        await check_quote(office, peer, "responses", "/api/ask", **row)
        assert [asked.path for asked in peer.asked] == ["/api/ask"]
        assert call_of(peer)["model"] == "sales-1"


async def test_a_model_that_is_not_there_is_named(office: Office) -> None:
    async with script() as peer:
        error = {"message": "No model openclaw.", "code": "model_not_found", "param": "model"}
        peer.answers = {"/v1/responses": (404, {"error": error})}
        outcome = await office.ask(office.peer(peer.url))
        assert (outcome.kind, outcome.dialect) == (Kind.REFUSED, "responses")
        assert outcome.error is not None
        assert outcome.error.reason == "MODEL_NOT_FOUND"


def answer_model(asked: Asked) -> Json:
    """What a server of models answers whatever it is not asked in its own words."""
    if "input" not in asked.body:
        error = {"message": "Missing input.", "type": "invalid_request_error", "param": "input"}
        return 400, {"error": error}
    return RESPONSE


async def test_a_version_error_has_another_version_tried_once(office: Office) -> None:
    def refuse(asked: Asked) -> Json:
        error = {"code": -32009, "message": "This A2A version is not supported."}
        if asked.body["method"] != "message/send":
            return {"jsonrpc": "2.0", "id": asked.body["id"], "error": error}
        return {"jsonrpc": "2.0", "id": asked.body["id"], "result": AS_DATA}

    async with script() as peer:
        peer.answers = {"/.well-known/agent-card.json": card_v1("/a2a"), "/a2a": refuse}
        await check_quote(office, peer, "a2a-0.3", "/a2a")
        assert [asked.body["method"] for asked in peer.calls] == ["SendMessage", "message/send"]
        assert (await office.found()).dialect == "a2a-0.3"
        peer.asked.clear()
        await check_quote(office, peer, "a2a-0.3", "/a2a")
        assert [asked.path for asked in peer.asked] == ["/a2a"]
