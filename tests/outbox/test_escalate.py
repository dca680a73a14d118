"""A failed route is told to the operator's own system: signed, by way of the outbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook

from gateway.core.clock import Clock
from gateway.core.errors import ConfigError, EgressDenied
from gateway.core.json import decode
from gateway.core.routing import Route
from gateway.net import Reach, make_tls
from gateway.net.client import HttpClient
from gateway.outbox import OwnWebhookCarrier, escalation, escalation_webhook
from gateway.outbox.verdict import Failed, Settled, Stopped
from gateway.store.outbox import Delivery
from tests.outbox.post import NETWORKS
from tests.outbox.scripted import Script, script

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TOLD = {"route": "billing", "reason": "TIMEOUT"}
DELIVERY: Delivery = escalation("billing", "task-1", TOLD, Clock()).delivery


@dataclass
class Desk:
    """Where a route escalates to; ``routes`` are those of the config."""

    script: Script
    carrier: OwnWebhookCarrier
    routes: dict[str, Route] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with script() as tickets, HttpClient(make_tls(), connect_seconds=60) as client:

        def resolve(reference: str) -> str:
            if reference != "env:TICKETS":
                raise ConfigError(f"{reference} does not exist")
            return SECRET

        def check(url: str) -> None:
            if url in desk.refused:
                raise EgressDenied

        reach = Reach.of(NETWORKS, plain_http=True)
        carrier = OwnWebhookCarrier(
            client,
            lambda name: escalation_webhook(desk.routes.get(name)),
            "gone",
            resolve,
            lambda: reach,
            check,
            Clock(),
            5,
        )
        desk = Desk(tickets, carrier)
        url = f"{tickets.url}/hook"
        desk.routes["billing"] = Route(
            "billing", "bill", escalation=url, escalation_secret="env:TICKETS"
        )
        yield desk


async def test_what_failed_is_told_and_signed(desk: Desk) -> None:
    desk.script.answers["/hook"] = {}
    assert await desk.carrier.carry(DELIVERY) == Settled()
    (asked,) = desk.script.asked
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["webhook-id"] == DELIVERY.id
    assert Webhook(SECRET).verify(DELIVERY.body, dict(asked.headers)) == asked.body
    assert asked.body["type"] == "route.failed"
    assert asked.body["data"] == TOLD


async def test_without_a_secret_it_is_not_signed(desk: Desk) -> None:
    desk.script.answers["/hook"] = {}
    desk.routes["billing"] = replace(desk.routes["billing"], escalation_secret="")
    assert await desk.carrier.carry(DELIVERY) == Settled()
    assert "webhook-signature" not in desk.script.asked[0].headers


async def test_what_is_not_received_is_tried_again(desk: Desk) -> None:
    desk.script.answers["/hook"] = (500, {})
    assert await desk.carrier.carry(DELIVERY) == Failed("HTTP 500")
    desk.routes["billing"] = replace(desk.routes["billing"], escalation_secret="env:GONE")
    verdict = await desk.carrier.carry(DELIVERY)
    assert isinstance(verdict, Failed)
    assert SECRET not in verdict.error


async def test_gone_is_gone(desk: Desk) -> None:
    desk.script.answers["/hook"] = (410, {})
    assert await desk.carrier.carry(DELIVERY) == Stopped("HTTP 410")


@pytest.mark.parametrize("is_there", [True, False])
async def test_a_route_that_escalates_no_more_is_told_of_no_more(
    desk: Desk, is_there: bool
) -> None:
    desk.routes = {"billing": replace(desk.routes["billing"], escalation="")} if is_there else {}
    assert isinstance(await desk.carrier.carry(DELIVERY), Stopped)
    assert not desk.script.asked


async def test_an_address_that_is_not_called_is_not_called(desk: Desk) -> None:
    desk.refused.append(desk.routes["billing"].escalation)
    assert isinstance(await desk.carrier.carry(DELIVERY), Failed)
    assert not desk.script.asked


def test_each_failure_has_a_lane_of_its_own() -> None:
    other = escalation("billing", "task-1", TOLD, Clock()).delivery
    assert other.lane != DELIVERY.lane
    assert decode(other.body.encode())["data"] == TOLD
