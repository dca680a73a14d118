"""Lines of callers: each key in turn, and nobody is lost or served in vain."""

import asyncio
from collections.abc import Iterator

import pytest

from gateway.runner.lines import Lines


class Counter:
    """``served`` are the keys in the order in which they were, ``given_back`` those served in
    vain."""

    def __init__(self) -> None:
        self.given_back: list[str] = []
        self.lines = Lines(self.given_back.append)
        self.served: list[str] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def line_up(self, *keys: str) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(self._wait(key)) for key in keys]
        self.tasks.update(tasks)
        await asyncio.sleep(0)
        return tasks

    def serve(self, *keys: str) -> str | None:
        """Serve one of these keys, or of all when none is named."""
        return self.lines.serve(lambda key: key in keys or not keys)

    async def _wait(self, key: str) -> None:
        await self.lines.wait(key)
        self.served.append(key)


@pytest.fixture
def counter() -> Iterator[Counter]:
    counter = Counter()
    yield counter
    assert not counter.lines.waiting


async def test_keys_are_served_in_turn_whatever_the_length_of_their_lines(counter: Counter) -> None:
    tasks = await counter.line_up("busy", "busy", "busy", "quiet", "busy", "late")
    served = [counter.serve() for _ in tasks]
    await asyncio.gather(*tasks)
    assert served == counter.served == ["busy", "quiet", "late", "busy", "busy", "busy"]
    assert counter.serve() is None


async def test_a_key_that_may_not_be_served_keeps_its_turn(counter: Counter) -> None:
    await counter.line_up("first", "second", "second")
    assert counter.serve("second") == "second"
    assert counter.serve("neither") is None
    assert [counter.serve() for _ in range(2)] == ["first", "second"]
    await asyncio.gather(*counter.tasks)


async def test_within_a_key_who_came_first_is_served_first(counter: Counter) -> None:
    first, second = await counter.line_up("a", "a")
    counter.serve()
    await first
    assert not second.done()
    counter.serve()
    await second


async def test_who_waits_is_seen_until_served_or_gone(counter: Counter) -> None:
    assert "a" not in counter.lines.waiting
    _, leaver = await counter.line_up("a", "a")
    assert "a" in counter.lines.waiting
    assert len(counter.lines.waiting["a"]) == 2
    await _cancel(leaver)
    assert len(counter.lines.waiting["a"]) == 1
    counter.serve()
    assert "a" not in counter.lines.waiting
    await asyncio.wait(counter.tasks)


async def test_one_that_is_cancelled_is_passed_over_before_it_has_left(counter: Counter) -> None:
    gone, _, _ = await counter.line_up("a", "a", "b")
    gone.cancel()
    assert [counter.serve() for _ in range(3)] == ["a", "b", None]
    await asyncio.wait(counter.tasks)
    assert counter.served == ["a", "b"]
    assert counter.given_back == []


async def test_a_line_that_all_have_gone_from_is_passed_over(counter: Counter) -> None:
    gone = await counter.line_up("a", "a")
    there = await counter.line_up("b")
    for task in gone:
        task.cancel()
    assert counter.serve() == "b"
    assert "a" not in counter.lines.waiting
    await asyncio.wait([*gone, *there])
    assert counter.given_back == []


async def test_one_that_is_cancelled_just_as_it_is_served_gives_that_back(counter: Counter) -> None:
    (gone,) = await counter.line_up("a")
    assert counter.serve() == "a"
    await _cancel(gone)
    assert counter.given_back == ["a"]
    assert counter.served == []


async def test_one_that_is_cancelled_before_it_waits_leaves_nothing(counter: Counter) -> None:
    task = asyncio.create_task(counter.lines.wait("a"))
    await _cancel(task)
    assert "a" not in counter.lines.waiting
    assert counter.given_back == []


async def test_a_key_that_comes_back_is_last(counter: Counter) -> None:
    (gone,) = await counter.line_up("a")
    await counter.line_up("b")
    await _cancel(gone)
    await counter.line_up("a")
    assert [counter.serve() for _ in range(2)] == ["b", "a"]
    await asyncio.gather(*counter.tasks - {gone})


async def test_all_of_a_long_line_can_go_at_once(counter: Counter) -> None:
    tasks = await counter.line_up(*["a"] * 1000)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert counter.given_back == counter.served == []


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
