"""The right language for each kind of peer, with nothing said in its row."""

from typing import Any

import pytest

from gateway.core.json import Json, decode, encode
from gateway.outbox import Kind
from tests.outbox.conftest import GET_QUOTE, Office
from tests.outbox.scripted import QUOTE, Script, card_v1, completed, script, speaks, task_v1

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
        await office.make_outbox().ask(row, GET_QUOTE, seconds=5)
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
