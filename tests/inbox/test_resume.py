"""A stream that was cut is taken up where it was: no gap, no duplicate, wherever that was."""

import asyncio
from collections.abc import AsyncIterator
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.core.call import SubscribeToTask
from gateway.core.errors import UnsupportedOperation
from gateway.core.event import Event
from gateway.core.peer import Peer
from gateway.core.task import Task, TaskState, apply
from gateway.inbox.recover import recover
from gateway.skillkit import Skill, SkillContext, skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks, opened
from tests.inbox.following import after, follow_to_the_end, following, told
from tests.until import until


@pytest.fixture(params=["memory", "sqlite"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """On a store that takes its time, as a disk does, and on one that does not."""
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/gate.db"
    async with opened(url) as house:
        yield house


def counting(number: int, pause_each: int = 1, gate: asyncio.Event | None = None) -> Skill:
    """A skill that hands out so many chunks of one artifact and lets others go on in between.

    At half of them it waits for the gate.
    """

    @skill(name="counting")
    async def count(ctx: SkillContext) -> None:
        """Count."""
        artifact = ""
        for chunk in range(number):
            if gate is not None and chunk == number // 2:
                await gate.wait()
            artifact = await ctx.artifact(
                f"{chunk}", artifact_id=artifact, append=chunk > 0, last=chunk == number - 1
            )
            if pause_each and chunk % pause_each == 0:
                await asyncio.sleep(0)

    return count


async def whole_stream(house: House, number: int = 6) -> list[Event]:
    house.add(counting(number))
    return await follow_to_the_end(house, asks("counting"))


async def rest_of(house: House, task_id: str, seen: int) -> list[Event]:
    return await follow_to_the_end(house, after(task_id, seen))


async def test_the_rest_of_an_ended_stream_is_told_from_every_place(house: House) -> None:
    heard = await whole_stream(house)
    for place, event in enumerate(heard[:-1]):
        assert await rest_of(house, event.task_id, event.seq) == heard[place + 1 :]


async def test_of_an_ended_task_nothing_else_is_told(house: House) -> None:
    heard = await whole_stream(house)
    task_id, last = heard[0].task_id, heard[-1].seq
    for seen in (last, last + 1, 10**17):
        with pytest.raises(UnsupportedOperation, match="completed"):
            await rest_of(house, task_id, seen)


async def test_what_was_forgotten_is_not_told_again(house: House) -> None:
    heard = await whole_stream(house)
    house.at += 5000
    assert await house.tenant.events.forget(house.at) == len(heard) - 1
    with pytest.raises(UnsupportedOperation):
        await rest_of(house, heard[0].task_id, heard[2].seq)


async def test_where_the_rest_was_forgotten_a_task_in_work_is_told_anew(
    house: House, gate: asyncio.Event
) -> None:
    house.add(counting(6, gate=gate))
    async with following(house, asks("counting")) as reader:
        await reader.read_to(4)
    house.at += 5000
    await house.get(reader.task_id)
    [work] = house.inbox._running.works_of("acme")
    await work.save(whole=True)
    assert await house.tenant.events.forget(house.at) == 4
    async with following(house, after(reader.task_id, 2)) as again:
        [event] = await again.read()
        assert (event.seq, isinstance(event.said, Task)) == (4, True)
        gate.set()
        heard = await again.read_to_the_end()
        assert [item.seq for item in heard] == list(range(4, 9))


async def test_a_task_in_work_is_joined_at_every_place(house: House, gate: asyncio.Event) -> None:
    house.add(counting(8, gate=gate))
    async with following(house, asks("counting")) as first:
        await first.read_to(5)
        readers = [following(house, after(first.task_id, seen)) for seen in (0, 2)]
        async with readers[0] as early, readers[1] as late:
            gate.set()
            heard = await first.read_to_the_end()
            assert await early.read_to_the_end() == heard[1:]
            assert await late.read_to_the_end() == heard[3:]


async def test_whoever_has_seen_all_waits_for_more(house: House, gate: asyncio.Event) -> None:
    house.add(counting(4, gate=gate))
    async with following(house, asks("counting")) as first:
        await first.read_to(3)
        async with following(house, after(first.task_id, 3)) as again:
            taking = asyncio.create_task(again.read())
            await asyncio.sleep(0)
            gate.set()
            assert (await taking)[0].seq == 4


async def test_a_place_that_is_not_there_yet_begins_anew(house: House, gate: asyncio.Event) -> None:
    house.add(counting(4, gate=gate))
    async with following(house, asks("counting")) as first:
        await first.read_to(3)
        async with following(house, after(first.task_id, 4)) as again:
            assert told(await again.read()) == [(3, "task working")]
        gate.set()


async def test_a_long_rest_is_told_in_pages(house: House, gate: asyncio.Event) -> None:
    house.add(counting(1500, pause_each=100, gate=gate))
    async with following(house, asks("counting")) as first:
        await first.read_to(700)
        async with following(house, after(first.task_id, 0)) as again:
            assert 0 < len(await again.read()) <= 256
            gate.set()
            heard = await first.read_to_the_end()
            assert await again.read_to_the_end() == heard[1:]
    assert [event.seq for event in heard] == list(range(1503))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=25,
)
@given(
    number=st.integers(1, 30),
    pause=st.integers(1, 5),
    cuts=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 33)), max_size=12),
)
async def test_a_stream_cut_anywhere_any_number_of_times_is_the_same(
    house: House, number: int, pause: int, cuts: list[tuple[int, int]]
) -> None:
    # How much one read gives is up to the store's thread, so nothing is drawn on the way: each cut
    # is a number of reads, and up to where the reader claims to have seen. None follows the last.
    house.add(counting(number, pause))
    heard: list[Event] = []
    async with following(house, asks("counting", message_id=house.clock.new_id())) as first:
        heard += await first.read()
    for reads, keep in chain(cuts, repeat((1, number + 3))):
        if heard[-1].is_last:
            break
        async with following(house, after(heard[0].task_id, heard[-1].seq)) as again:
            for _ in range(reads):
                if not heard[-1].is_last:
                    heard += await again.read()
        if not heard[-1].is_last:
            heard = heard[:keep]
    task = heard[0].said
    assert isinstance(task, Task)
    assert [event.seq for event in heard] == list(range(number + 3))
    assert apply(task, *(event.said for event in heard[1:])) == await house.get(task.id)  # type: ignore[arg-type]


async def test_numbers_go_on_after_a_restart(house: House, gate: asyncio.Event) -> None:
    house.add(counting(8, gate=gate))
    async with following(house, asks("counting")) as first:
        before = await first.read_to(5)
        # Killed: nothing is saved any more, the loop's tasks are just gone.
        for in_hand in house.inbox._running._tasks.values():
            in_hand.carrying.cancel()
        await until(lambda: not house.inbox.is_busy)
    stored = await house.tenant.find_task(first.task_id)
    assert stored is not None
    assert stored.events == before[-1].seq
    assert apply(before[0].said, *(event.said for event in before[1:])) == stored.task  # type: ignore[arg-type]

    house.open_hub()
    house.inbox = house.make_inbox()
    async with following(house, after(first.task_id, 3)) as again:
        gate.set()
        await recover(house.tenant, house.inbox, house.planner, Peer, house.clock)
        heard = await again.read_to_the_end()
    assert heard[:2] == before[4:]
    assert [event.seq for event in heard] == list(range(4, 4 + len(heard)))
    ended = await house.get(first.task_id)
    assert ended.state is TaskState.COMPLETED
    # What the run that was cut off had handed out is replaced.
    [artifact] = ended.artifacts
    assert [part.text for part in artifact.parts] == [str(chunk) for chunk in range(8)]  # type: ignore[union-attr]


async def test_what_may_not_run_again_is_told_to_have_failed(
    house: House, gate: asyncio.Event
) -> None:
    house.add(skills.gated(gate, [], effect="at_most_once"))
    async with following(house, asks("gated")) as first:
        await first.read_to(1)
        for in_hand in house.inbox._running._tasks.values():
            in_hand.carrying.cancel()
        await until(lambda: not house.inbox.is_busy)
    house.open_hub()
    house.inbox = house.make_inbox()
    async with following(house, SubscribeToTask(first.task_id)) as again:
        await recover(house.tenant, house.inbox, house.planner, Peer, house.clock)
        heard = await again.read_to_the_end()
    assert [event.seq for event in heard] == [1, 2]
    assert heard[-1].said.status.state is TaskState.FAILED  # type: ignore[union-attr]
