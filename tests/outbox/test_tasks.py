"""A task at a peer is asked for by its id and canceled, also when nobody waits for it any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gateway.core.errors import (
    GatewayError,
    PeerError,
    PeerTimeout,
    TaskNotCancelable,
    UnsupportedOperation,
)
from gateway.core.json import Json
from gateway.core.task import TaskState
from gateway.outbox import Kind
from gateway.store.records import Activity
from tests.outbox.conftest import Office
from tests.outbox.scripted import Asked, script
from tests.outbox.streaming import (
    CARD,
    LEFT,
    LIFE,
    METHODS,
    Vendor,
    card,
    holds,
    says,
    status,
    stream,
    task,
)
from tests.until import until, until_found

VERSIONS = ["1.0", "0.3"]


def cancels(version: str) -> str:
    return METHODS[version][4]


def cancelable(version: str = "1.0", **given: Any) -> Vendor:
    """One whose task can be canceled."""
    return Vendor(version, canceled=task("canceled"), **given)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_task_is_asked_for(office: Office, version: str) -> None:
    vendor = Vendor(version, found=LEFT)
    async with script(**vendor.answers) as peer:
        outcome = await office.outbox.get(office.peer(peer.url), "task-1", seconds=60)
    assert (outcome.kind, outcome.value) == (Kind.ANSWERED, {"price_cents": 4500})
    row = await office.activity()
    assert (row.operation, row.task_id, row.status) == ("GetTask", "task-1", "success")


async def test_a_task_at_work_is_an_answer_too(office: Office) -> None:
    async with script(**Vendor(found=LIFE[0]).answers) as peer:
        outcome = await office.outbox.get(office.peer(peer.url), "task-1", seconds=60)
    assert outcome.task is not None
    assert outcome.task.state is TaskState.SUBMITTED
    assert (await office.activity()).status == "success"


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_task_is_canceled(office: Office, version: str) -> None:
    vendor = cancelable(version)
    async with script(**vendor.answers) as peer:
        outcome = await office.outbox.cancel(office.peer(peer.url), "task-1", seconds=60)
    assert outcome.task is not None
    assert (outcome.kind, outcome.task.state) == (Kind.ANSWERED, TaskState.CANCELED)
    assert vendor.asked[-1] == cancels(version)
    row = await office.activity()
    assert (row.operation, row.task_id, row.status) == ("CancelTask", "task-1", "success")


async def test_a_task_that_cannot_be_canceled(office: Office) -> None:
    vendor = Vendor(canceled=(-32002, "It is completed."))
    async with script(**vendor.answers) as peer:
        outcome = await office.outbox.cancel(office.peer(peer.url), "task-1", seconds=60)
    assert (outcome.kind, type(outcome.error)) == (Kind.REFUSED, TaskNotCancelable)
    row = await office.activity()
    assert (row.status, row.task_id) == ("error", "task-1")
    assert row.error.startswith("TASK_NOT_CANCELABLE")


async def test_a_language_without_tasks_says_so(office: Office) -> None:
    async with script() as peer:
        row = office.peer(peer.url, dialect="native")
        for outcome in (
            await office.outbox.get(row, "task-1", seconds=60),
            await office.outbox.cancel(row, "task-1", seconds=60),
        ):
            assert (outcome.kind, type(outcome.error)) == (Kind.REFUSED, UnsupportedOperation)
        assert peer.asked == []


@asynccontextmanager
async def calling(office: Office, vendor: Vendor) -> AsyncIterator[asyncio.Task[Json]]:
    """A skill of ours that calls the vendor, while the peer is there to be asked."""
    async with script(**vendor.answers) as peer:
        office.peer(peer.url)
        call = asyncio.create_task(office.outbox.call_skill("vendor", "get_quote", {}))
        try:
            yield call
        finally:
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            await office.outbox.close(5)


async def rows(office: Office) -> dict[str, Activity]:
    return {row.operation: row for row in await office.tenant.list_activity()}


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_call_that_is_canceled_cancels_its_task_at_the_peer(
    office: Office, version: str
) -> None:
    vendor = cancelable(version, streams=[holds(*LIFE[:2])])
    async with calling(office, vendor) as call:
        # The way is kept when the first event has come.
        await until_found(lambda: office.tenant.find_discovery("vendor"))
        call.cancel()
        await asyncio.wait([call])
        await until(lambda: cancels(version) in vendor.asked)
    assert call.cancelled()
    assert vendor.asked[-1] == cancels(version)
    sent, canceled = (await rows(office))["SendMessage"], (await rows(office))["CancelTask"]
    assert (sent.status, sent.task_id) == ("error", "task-1")
    assert (canceled.status, canceled.task_id, canceled.peer) == ("success", "task-1", "vendor")


async def test_a_call_whose_time_is_up_cancels_its_task_at_the_peer(office: Office) -> None:
    office.outbox = office.make_outbox(seconds=2)
    vendor = cancelable(streams=[holds(*LIFE[:2])], found=task("working"))
    async with calling(office, vendor) as call:
        with pytest.raises(PeerTimeout, match="still at work"):
            await call
        await until(lambda: "CancelTask" in vendor.asked)
    assert (await rows(office))["CancelTask"].status == "success"


async def test_a_task_that_is_lost_in_an_error_is_canceled(office: Office) -> None:
    broken = stream([*LIFE[:2], b'data: {"error": {"code": -32603, "message": "no"}}\n\n'])
    vendor = cancelable(streams=[broken], found=task("working"))
    async with calling(office, vendor) as call:
        with pytest.raises(PeerError):
            await call
        await until(lambda: "CancelTask" in vendor.asked)


async def test_a_peer_that_cannot_cancel_fails_nobody(office: Office) -> None:
    office.outbox = office.make_outbox(seconds=2)
    vendor = Vendor(streams=[holds(*LIFE[:2])], found=task("working"))
    async with calling(office, vendor) as call:
        with pytest.raises(PeerTimeout):
            await call
    assert (await rows(office))["CancelTask"].status == "error"


REVIEW = status("working", "A human will look at it")
REVIEW["status"]["message"]["parts"].append({"kind": "data", "data": {"status": "pending_review"}})


@pytest.mark.parametrize(
    "last",
    [LIFE[-1], status("failed"), status("input-required", "How many?"), REVIEW],
    ids=["completed", "failed", "question", "review"],
)
async def test_a_task_that_does_not_go_on_is_left_alone(office: Office, last: Json) -> None:
    vendor = cancelable(streams=[says(LIFE[0], last)])
    async with calling(office, vendor) as call:
        try:
            await call
        except GatewayError:
            pass
    assert "CancelTask" not in vendor.asked


async def test_the_operators_call_leaves_its_task_to_the_peer(office: Office) -> None:
    vendor = cancelable(streams=[holds(*LIFE[:2])], found=task("working"))
    async with script(**vendor.answers) as peer:
        row = office.peer(peer.url)
        outcome = await office.ask(row, seconds=2)
        assert outcome.task is not None
        assert outcome.task.state is TaskState.WORKING
        vendor.found = LEFT
        later = await office.outbox.get(row, outcome.task.id, seconds=60)
    assert later.value == {"price_cents": 4500}
    assert "CancelTask" not in vendor.asked


async def test_a_plain_call_that_is_canceled_has_no_task_to_cancel(office: Office) -> None:
    asked = asyncio.Event()

    async def hang(_: Asked) -> Json:
        asked.set()
        await asyncio.Event().wait()

    vendor = cancelable()
    answers = {**vendor.answers, CARD: card(streaming=False), "/rpc": hang}
    async with script(**answers) as peer:
        office.peer(peer.url)
        call = asyncio.create_task(office.outbox.call_skill("vendor", "get_quote", {}))
        await asked.wait()
        call.cancel()
        await asyncio.wait([call])
    assert list(await rows(office)) == ["SendMessage"]
