"""Our token goes to the row's own origin, and nowhere else it can be read."""

import pytest
from aiohttp import web
from msgspec.structs import replace

from gateway.core.errors import ConfigError, EgressDenied
from gateway.core.json import Json, encode
from gateway.outbox import Kind
from tests.outbox.conftest import CANARY, GET_QUOTE, Office
from tests.outbox.scripted import QUOTE, Asked, card_v1, script, speaks, task_v1

PLACE = "/.well-known/agent-card.json"
SENDS = speaks({"SendMessage": lambda _: {"task": task_v1()}})


async def test_the_token_goes_along_with_a_call_but_not_with_a_look(office: Office) -> None:
    async with script() as peer:
        peer.answers = {"/.well-known/agent-card.json": card_v1("/a2a"), "/a2a": SENDS}
        await office.ask(office.peer(peer.url))
        look, call = peer.asked
    assert "Authorization" not in look.headers
    assert call.headers["Authorization"] == f"Bearer {CANARY}"


async def test_a_card_cannot_move_the_token_to_another_origin(office: Office) -> None:
    async with script() as peer, script() as thief:
        thief.answers = {"/a2a": SENDS}
        peer.answers = {"/.well-known/agent-card.json": card_v1(f"{thief.url}/a2a")}
        outcome = await office.ask(office.peer(peer.url, dialect="a2a-1.0"))
        assert thief.asked == []
    assert (outcome.kind, type(outcome.error)) == (Kind.UNREACHABLE, EgressDenied)


async def test_a_card_cannot_have_our_certificate_shown_at_another_origin(office: Office) -> None:
    async with script() as peer, script() as thief:
        thief.answers = {"/a2a": SENDS}
        peer.answers = {PLACE: card_v1(f"{thief.url}/a2a")}
        ours = {"outbound_token": "", "client_cert": "ours.crt", "client_key": "ours.key"}
        outcome = await office.ask(office.peer(peer.url, dialect="a2a-1.0", **ours))
        assert thief.asked == []
    assert (outcome.kind, type(outcome.error)) == (Kind.UNREACHABLE, EgressDenied)


async def test_an_origin_that_the_operator_confirmed_gets_the_token(office: Office) -> None:
    async with script() as peer, script() as other:
        other.answers = {"/a2a": SENDS}
        peer.answers = {PLACE: card_v1(f"{other.url}/a2a")}
        row = office.peer(peer.url)
        assert (await office.ask(row)).kind is not Kind.ANSWERED
        assert other.asked == []
        await office.pins.confirm(row)
        assert (await office.ask(row)).value == QUOTE
        assert other.calls[0].headers["Authorization"] == f"Bearer {CANARY}"


async def test_a_card_that_moves_its_agent_later_moves_nothing(office: Office) -> None:
    async with script() as peer, script() as thief:
        thief.answers = {"/a2a": SENDS}
        peer.answers = {PLACE: card_v1("/a2a"), "/a2a": SENDS}
        row = office.peer(peer.url)
        assert (await office.ask(row)).value == QUOTE
        # The old place is gone, so that the card is looked for again.
        peer.answers = {PLACE: card_v1(f"{thief.url}/a2a")}
        assert (await office.ask(row)).kind is not Kind.ANSWERED
        assert thief.asked == []
        await office.pins.confirm(row)
        assert (await office.ask(row)).value == QUOTE
        assert thief.calls[0].headers["Authorization"] == f"Bearer {CANARY}"


async def test_nor_is_a_message_without_a_token_sent_where_it_moved(office: Office) -> None:
    async with script() as peer, script() as thief:
        thief.answers = {"/a2a": SENDS}
        peer.answers = {PLACE: card_v1("/a2a"), "/a2a": SENDS}
        row = office.peer(peer.url, outbound_token="")
        await office.ask(row)
        peer.answers = {PLACE: card_v1(f"{thief.url}/a2a")}
        await office.ask(row)
        assert thief.asked == []


async def test_an_interface_of_the_own_origin_is_taken_first(office: Office) -> None:
    async with script() as peer, script() as other:
        card = card_v1(f"{other.url}/a2a")
        card["supportedInterfaces"] += card_v1("/rpc")["supportedInterfaces"]
        peer.answers = {"/.well-known/agent-card.json": card, "/rpc": SENDS}
        outcome = await office.ask(office.peer(peer.url))
        assert other.asked == []
    assert outcome.value == QUOTE


async def test_without_a_token_an_interface_elsewhere_is_called(office: Office) -> None:
    async with script() as peer, script() as other:
        other.answers = {"/a2a": SENDS}
        peer.answers = {"/.well-known/agent-card.json": card_v1(f"{other.url}/a2a")}
        outcome = await office.ask(office.peer(peer.url, outbound_token=""))
        assert "Authorization" not in other.calls[0].headers
    assert outcome.value == QUOTE


async def test_an_endpoint_of_another_origin_gets_no_token(office: Office) -> None:
    async with script() as peer, script() as other:
        outcome = await office.ask(
            office.peer(peer.url, dialect="native", endpoint=f"{other.url}/in")
        )
        assert other.asked == []
    assert type(outcome.error) is EgressDenied


@pytest.mark.parametrize("status", [200, 401])
async def test_a_token_that_is_sent_back_is_kept_nowhere(
    office: Office, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def echo(asked: Asked) -> Json:
        token = asked.headers["Authorization"]
        return status, {"error": token, "result": f"you sent {token}", "task_id": CANARY}

    async with script() as peer:
        peer.answers = {"/in": echo}
        outcome = await office.ask(office.peer(peer.url, dialect="native", endpoint="/in"))
    row = await office.activity()
    captured = capsys.readouterr()
    for text in (repr(outcome), str(outcome.error), repr(row), captured.out, captured.err):
        assert CANARY not in text


async def test_a_token_in_a_header_of_the_answer_is_kept_nowhere(office: Office) -> None:
    def echo(asked: Asked) -> web.Response:
        return web.json_response(
            {"a": 1}, headers={"Peergate-Task": asked.headers["Authorization"]}
        )

    async with script() as peer:
        peer.answers = {"/in": echo}
        outcome = await office.ask(office.peer(peer.url, dialect="native", endpoint="/in"))
    assert outcome.task is not None
    assert outcome.task.id == "Bearer [redacted]"
    assert CANARY not in repr(await office.activity())


async def test_a_token_that_is_sent_back_in_other_letters_is_kept_nowhere(office: Office) -> None:
    def echo(asked: Asked) -> web.Response:
        text = encode({"result": asked.headers["Authorization"]}).replace(b"_", rb"\u005f")
        return web.Response(body=text, content_type="application/json")

    async with script() as peer:
        peer.answers = {"/in": echo}
        outcome = await office.ask(office.peer(peer.url, dialect="native", endpoint="/in"))
    assert outcome.value == "Bearer [redacted]"
    assert CANARY not in repr(await office.activity())


@pytest.mark.parametrize("token", ["two words", "line\r\nX-Evil: 1", "pässword", "nul\0"])
async def test_a_token_that_no_header_can_carry_is_our_own_mistake(
    office: Office, token: str
) -> None:
    office.exchange = replace(office.exchange, resolve=lambda _: token)
    async with script() as peer:
        row = office.peer(peer.url, dialect="native", endpoint="/in")
        outcome = await office.make_outbox().ask(row, GET_QUOTE, seconds=60)
        assert peer.asked == []
    assert isinstance(outcome.error, ConfigError)
    assert "vendor" in outcome.error.message
    assert token not in repr(await office.activity())
