"""The desk of three specialists: its table of words and times holds, and it runs."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.config import load
from gateway.core.call import SendMessage, TaskReply
from gateway.core.message import DataPart, Message, Role, TextPart
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.routing import match_route
from gateway.inbox.arrival import Arrival
from gateway.wiring import Services, open_services

CONFIG = Path(__file__).parents[2] / "examples" / "routing" / "peers.toml"
SECONDS = {"support": 3, "sales": 10, "billing": 5, "other": 5}
WORDS = {
    "support": ("help", "support", "broken", "error"),
    "sales": ("price", "buy", "demo", "trial"),
    "billing": ("invoice", "payment", "bill", "charge"),
}


@pytest.fixture
async def desk() -> AsyncIterator[Services]:
    async with open_services(load(CONFIG, environ={})) as services:
        yield services


async def answer(desk: Services, text: str) -> Any:
    caller = AuthenticatedPeer(Peer("shop", tags=("customer",)), "default", "token-1")
    message = Message("m-1", Role.USER, (TextPart(text),))
    arrival = Arrival("request", "a2a-1.0", desk.clock.now())
    reply = await desk.inbox.handle(caller, SendMessage(message), arrival)
    assert isinstance(reply, TaskReply)
    (part,) = reply.task.artifacts[0].parts
    assert isinstance(part, DataPart)
    return part.data


def test_every_intent_has_its_words_and_its_time() -> None:
    routes = [row.as_route() for row in load(CONFIG, environ={}).routes]
    assert {route.name: route.timeout for route in routes} == SECONDS
    for intent, words in WORDS.items():
        for word in words:
            found = match_route(routes, f"Please, {word.upper()}s!", ())
            assert found.route is not None
            assert found.route.name == intent
    other = match_route(routes, "Good morning", ()).route
    assert other is not None
    assert (other.name, other.skill) == ("other", "support")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("It shows error 42", "resolved"),
        ("May I have a demo?", "demo_scheduled"),
        ("the price, please", "info_provided"),
        ("my invoice is lost", "invoices_sent"),
        ("good morning", "escalated"),
    ],
)
async def test_it_answers(desk: Services, text: str, status: str) -> None:
    assert (await answer(desk, text))["status"] == status
