"""Two gateways like ours: one listens to the other, and tells it when nobody waits any more."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.core.event import Event
from gateway.core.task import Task, TaskState
from gateway.outbox import Ask, Kind
from gateway.wiring import Services
from tests.net.cutter import Cutter, relay
from tests.outbox.conftest import CANARY
from tests.outbox.gateway import called_by, row_of, serve
from tests.until import until_found

SKILLS = '''
import asyncio
from gateway.skillkit import SkillContext, skill

@skill()
async def report(ctx: SkillContext) -> object:
    """Report in chunks."""
    await ctx.progress("looking")
    chunk = await ctx.artifact("one ", name="report")
    await ctx.artifact("two ", artifact_id=chunk, append=True)
    await ctx.progress("writing")
    await ctx.artifact("three", artifact_id=chunk, append=True, last=True)
    return {"price_cents": 4500}

@skill()
async def endless(ctx: SkillContext) -> None:
    """Wait."""
    await ctx.progress("waiting")
    await asyncio.Event().wait()

@skill()
async def delegate(ctx: SkillContext) -> object:
    """Have the vendor do it."""
    return await ctx.call_peer("vendor", "endless")
'''
LANGUAGES = [
    ("a2a-1.0", ""),
    ("a2a-1.0", "rest"),
    ("a2a-0.3", ""),
    ("a2a-0.3", "rest"),
    ("tasks", ""),
]


class Vendor(NamedTuple):
    services: Services
    cutter: Cutter


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[Vendor]:
    """A gateway behind a relay, which it takes for its own address."""
    folder = tmp_path / "vendor"
    folder.mkdir()
    (folder / "own.py").write_text(SKILLS)
    async with (
        serve(folder, called_by("buyer")) as (services, url),
        relay(int(url.rpartition(":")[2])) as cutter,
    ):
        services.live.base_url = cutter.url
        yield Vendor(services, cutter)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "buyer"
    folder.mkdir()
    (folder / "own.py").write_text(SKILLS)
    return folder


async def listen(ours: Services) -> list[Event]:
    following = ours.outbox.stream(ours.outbox.get_peer("vendor"), Ask("report"), seconds=60)
    events = [event async for event in following]
    assert following.outcome is not None
    assert following.outcome.kind is Kind.ANSWERED
    assert following.outcome.value == {"price_cents": 4500}
    return events


def told(task: Task | None) -> object:
    """All that is the same of two tasks that ran alike."""
    assert task is not None
    names = [(artifact.name, artifact.parts) for artifact in task.artifacts]
    return task.state, names, [turn.parts for turn in task.history]


@pytest.mark.parametrize(("dialect", "binding"), LANGUAGES)
async def test_a_stream_that_is_cut_anywhere_ends_as_one_that_is_not(
    vendor: Vendor, folder: Path, dialect: str, binding: str
) -> None:
    rows = row_of(vendor.cutter.url, dialect, binding)
    async with serve(folder, rows, {"VENDOR": CANARY}) as (ours, _):
        peer = ours.outbox.get_peer("vendor")
        events = await listen(ours)
        whole = await ours.outbox.ask(peer, Ask("report"), seconds=60)
        assert len(events) > 5
        for after in range(1, len(events)):
            vendor.cutter.after = after
            cut = await ours.outbox.ask(peer, Ask("report"), seconds=60)
            assert vendor.cutter.after is None, "it was cut"
            assert told(cut.task) == told(whole.task)
            assert cut.value == {"price_cents": 4500}
    received = await vendor.services.tenant.list_activity()
    assert len(received) == len(events) + 1, "each message was carried out once"


async def test_a_message_whose_answer_was_cut_off_is_not_said_again(
    vendor: Vendor, folder: Path
) -> None:
    async with serve(folder, row_of(vendor.cutter.url, "auto"), {"VENDOR": CANARY}) as (ours, _):
        peer = ours.outbox.get_peer("vendor")
        vendor.cutter.after = 0
        outcome = await ours.outbox.ask(peer, Ask("report"), seconds=60)
        assert outcome.kind is not Kind.ANSWERED
        again = await ours.outbox.ask(peer, Ask("report"), seconds=60, insists=True)
        assert again.kind is Kind.ANSWERED
    assert len(await vendor.services.tenant.list_activity()) == 2


async def test_a_task_that_is_canceled_ends_the_one_it_waits_for(
    vendor: Vendor, folder: Path
) -> None:
    rows = row_of(vendor.cutter.url, "auto") + called_by("customer")
    async with (
        serve(folder, rows, {"VENDOR": CANARY}) as (ours, url),
        serve(folder, row_of(url, "auto"), {"VENDOR": CANARY}) as (customer, _),
    ):
        peer = customer.outbox.get_peer("vendor")
        begun = await customer.outbox.ask(peer, Ask("delegate"), seconds=60, wait=False)
        assert begun.task is not None
        await until_found(lambda: ours.tenant.find_discovery("vendor"))

        canceled = await customer.outbox.cancel(peer, begun.task.id, seconds=60)
        await ours.outbox.close(10)

        calls = [row for row in await ours.tenant.list_activity() if row.direction == "outbound"]
    assert canceled.task is not None
    assert canceled.task.state is TaskState.CANCELED
    told, sent = calls
    assert (told.operation, told.status, told.task_id) == ("CancelTask", "success", sent.task_id)
    assert (sent.operation, sent.status) == ("SendMessage", "error")
    there = await vendor.services.tenant.find_task(sent.task_id)
    assert there is not None
    assert there.task.state is TaskState.CANCELED
