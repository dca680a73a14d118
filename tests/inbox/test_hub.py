"""Places for streams are bounded, and a slow reader is left behind, not waited for."""

import pytest

from gateway.core.call import SubscribeToTask
from gateway.core.errors import RateLimited, TaskNotFound
from gateway.core.message import Artifact, TextPart
from gateway.core.task import ArtifactUpdate, Task, TaskState, TaskStatus
from gateway.inbox.follower import Follower, QueueBounds, SlowReader
from gateway.inbox.hub import Beginning, Hub, StreamBounds, Told
from gateway.skillkit import SkillContext, skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks, caller
from tests.inbox.following import after, following
from tests.until import until

TASK = Task("t-1", "c-1", TaskStatus(TaskState.WORKING, 1))


def hub(events: int = 10, size: int = 1000) -> Hub:
    return Hub(StreamBounds(2, 3, QueueBounds(events, size)))


def follower_of(hub: Hub) -> Follower:
    follower = hub.enter(caller("acme"))
    hub.follow(follower, TASK.id)
    follower.begin_after(0)
    return follower


def tell(hub: Hub, first: int, *texts: str) -> None:
    chunks = [ArtifactUpdate(Artifact("a", (TextPart(text),)), append=True) for text in texts]
    hub.tell(Told(TASK, first + len(texts) - 1, chunks), Beginning(TASK, 0))


def test_places_are_bounded_for_each_and_for_all() -> None:
    open_hub = hub()
    first, second = open_hub.enter(caller("acme")), open_hub.enter(caller("acme"))
    with pytest.raises(RateLimited, match="2 streams of yours"):
        open_hub.enter(caller("acme"))
    open_hub.enter(caller("rival"))
    open_hub.leave(second)
    open_hub.leave(second)
    open_hub.enter(caller("third"))
    with pytest.raises(RateLimited, match="too many"):
        open_hub.enter(caller("fourth"))
    open_hub.leave(first)
    open_hub.enter(caller("fourth"))


async def test_what_waits_is_bounded_by_number() -> None:
    open_hub = hub(events=4)
    slow, quick = follower_of(open_hub), follower_of(open_hub)
    cut: list[str] = []
    slow.on_cut = lambda: cut.append("slow")
    tell(open_hub, 1, "a", "b")
    tell(open_hub, 3, "c", "d")
    assert len(await quick.take()) == 4
    assert cut == []
    tell(open_hub, 5, "e")
    assert cut == ["slow"]
    with pytest.raises(SlowReader):
        await slow.take()
    assert [event.seq for event in await quick.take()] == [5]


async def test_what_waits_is_bounded_by_size() -> None:
    open_hub = hub(size=100)
    slow = follower_of(open_hub)
    tell(open_hub, 1, "x" * 60)
    tell(open_hub, 2, "x" * 40)
    assert len(await slow.take()) == 2
    tell(open_hub, 3, "x" * 60)
    tell(open_hub, 4, "x" * 41)
    with pytest.raises(SlowReader):
        await slow.take()


async def test_a_reader_that_has_read_all_takes_any_batch() -> None:
    open_hub = hub(events=4, size=100)
    reader = follower_of(open_hub)
    tell(open_hub, 1, *("x" * 50 for _ in range(50)))
    assert len(await reader.take()) == 50


async def test_one_who_does_not_listen_is_not_behind() -> None:
    open_hub = hub(events=1)
    reader = follower_of(open_hub)
    reader.listen(listens=False)
    for number in range(1, 9):
        tell(open_hub, number, "x")
    reader.listen(listens=True)
    tell(open_hub, 9, "x")
    assert [event.seq for event in await reader.take()] == [9]


async def test_nothing_is_left_of_streams_that_ended(house: House) -> None:
    house.add(skills.echo, skills.ask_colour)
    for number in range(10):
        async with following(house, asks("echo", message_id=f"m{number}")) as reader:
            await reader.read_to_the_end()
        with pytest.raises(TaskNotFound):
            async with following(house, SubscribeToTask("id-nothing")):
                pass
    assert not house.hub._followers
    assert not house.hub._present
    assert not house.hub._of_peer


async def test_a_slow_reader_holds_up_nobody_and_can_come_back(house: House) -> None:
    @skill()
    async def flood(ctx: SkillContext) -> None:
        """Hand out far more than waits for anyone."""
        artifact = ""
        for number in range(2000):
            artifact = await ctx.artifact(str(number), artifact_id=artifact, append=number > 0)

    house.add(flood)
    async with following(house, asks("flood")) as slow:
        await slow.read()
        async with following(house, SubscribeToTask(slow.task_id)) as quick:
            heard = await quick.read_to_the_end()
            await until(lambda: not house.inbox.is_busy)
            assert heard[-1].said.status.state is TaskState.COMPLETED  # type: ignore[union-attr]
        with pytest.raises(SlowReader):
            await slow.read_to_the_end()
        seen = slow.heard[-1].seq
    async with following(house, after(slow.task_id, seen)) as again:
        rest = await again.read_to_the_end()
    assert [event.seq for event in slow.heard + rest] == list(range(2003))


async def test_a_stream_too_many_starts_no_task(house: House) -> None:
    house.add(skills.ask_colour)
    calls = [asks("ask_colour", message_id=f"m{number}") for number in range(4)]
    async with (
        following(house, calls[0]),
        following(house, calls[1]),
        following(house, calls[2]),
    ):
        with pytest.raises(RateLimited):
            async with following(house, calls[3]):
                pass
    found = await house.tenant.list_activity()
    assert [row.error for row in found].count("RATE_LIMITED") == 1
    async with following(house, calls[3]) as reader:
        await reader.read_to(2)
