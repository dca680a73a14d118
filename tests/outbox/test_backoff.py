"""Calls show how a peer is; one that fails is left alone, but by an operator who insists."""

import asyncio

import pytest
from aiohttp import web

from gateway.core.errors import (
    ConfigError,
    EgressDenied,
    GatewayError,
    LoopLimit,
    PeerTimeout,
    StoreError,
    UnsupportedOperation,
)
from gateway.outbox import Kind
from gateway.outbox.health import PeerResting
from gateway.outbox.notice import note_error
from gateway.store.health import HealthStatus
from tests.outbox.conftest import Office
from tests.outbox.scripted import completed, script, speaks

NOWHERE = "http://127.0.0.1:9"
VENDOR = {"binding": "jsonrpc", "dialect": "tasks", "endpoint": "/a2a"}
TASK = completed([{"type": "text", "text": '{"price_cents": 4500}'}])


async def test_an_answer_shows_that_the_peer_is_up(office: Office) -> None:
    async with script(**{"/a2a": speaks({"tasks/send": lambda _: TASK})}) as vendor:
        await office.ask(office.peer(vendor.url, **VENDOR))
    known = office.health.get("vendor")
    assert known.status is HealthStatus.UP
    assert known.latency_ms is not None


async def test_a_refusal_shows_it_too(office: Office) -> None:
    async with script(**{"/a2a": (401, {"error": "no"})}) as vendor:
        outcome = await office.ask(office.peer(vendor.url, **VENDOR))
    assert outcome.kind is Kind.REFUSED
    assert office.health.get("vendor").status is HealthStatus.UP


async def test_a_peer_that_cannot_be_reached_is_not_asked_again_at_once(office: Office) -> None:
    peer = office.peer(NOWHERE, **VENDOR)
    first = await office.ask(peer, insists=False)
    assert not isinstance(first.error, PeerResting)
    second = await office.ask(peer, insists=False)
    assert isinstance(second.error, PeerResting)
    assert (second.kind, second.error.retriable) == (Kind.UNREACHABLE, True)
    assert second.error.retry_after == 1
    assert (await office.activity()).error.startswith("PEER_RESTING: ")
    assert office.health.get("vendor").error.startswith("PEER_UNREACHABLE: ")


async def test_nothing_is_sent_to_a_peer_that_is_left_alone(office: Office) -> None:
    async with script(**{"/a2a": speaks({"tasks/send": lambda _: TASK})}) as vendor:
        peer = office.peer(vendor.url, **VENDOR)
        office.health.note_failure("vendor", "refused")
        await office.ask(peer, insists=False)
        assert vendor.asked == []


async def test_whoever_insists_calls_all_the_same_and_ends_it(office: Office) -> None:
    async with script(**{"/a2a": speaks({"tasks/send": lambda _: TASK})}) as vendor:
        peer = office.peer(vendor.url, **VENDOR)
        office.health.note_failure("vendor", "refused")
        assert (await office.ask(peer, insists=True)).kind is Kind.ANSWERED
        assert (await office.ask(peer, insists=False)).kind is Kind.ANSWERED


@pytest.mark.parametrize(
    "answer", [(503, {"error": "later"}), (500, {}), (200, "<html>")], ids=["busy", "500", "html"]
)
async def test_an_answer_of_no_use_counts_as_a_failure(office: Office, answer: object) -> None:
    async with script(**{"/a2a": answer}) as vendor:
        await office.ask(office.peer(vendor.url, **VENDOR))
    assert office.health.get("vendor").status is HealthStatus.DOWN
    assert not office.health.is_available("vendor")


async def test_a_peer_that_we_ask_too_often_is_well_and_left_alone(office: Office) -> None:
    busy = web.json_response({"error": "slowly"}, status=429, headers={"Retry-After": "60"})
    async with script(**{"/a2a": busy}) as vendor:
        await office.ask(office.peer(vendor.url, **VENDOR))
    assert office.health.get("vendor").status is HealthStatus.UP
    with pytest.raises(PeerResting) as resting:
        office.health.check_available("vendor")
    assert resting.value.retry_after == 60


async def test_silence_counts_as_a_failure(office: Office) -> None:
    asked = asyncio.Event()
    async with script(**{"/a2a": lambda _: asked.wait()}) as vendor:
        outcome = await office.ask(office.peer(vendor.url, **VENDOR), seconds=0.1)
        asked.set()
    assert isinstance(outcome.error, PeerTimeout)
    assert not office.health.is_available("vendor")


async def test_what_our_own_rules_forbid_says_nothing_of_the_peer(office: Office) -> None:
    peer = office.peer("http://192.0.2.1", **VENDOR)
    await office.ask(peer)
    assert office.health.get("vendor").status is HealthStatus.UNKNOWN


@pytest.mark.parametrize(
    "error",
    [LoopLimit, UnsupportedOperation, EgressDenied, PeerResting, StoreError, ConfigError],
)
async def test_what_may_never_have_left_neither_helps_nor_harms_the_peer(
    office: Office, error: type[GatewayError]
) -> None:
    office.health.note_failure("vendor", "refused")
    before = office.health.get("vendor")
    note_error(office.health, "vendor", error(), is_heard=False, now=0)
    assert office.health.get("vendor") == before
