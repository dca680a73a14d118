"""Threads that plain functions run in: one that hangs keeps its own, and takes none of others."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest

from gateway.core.errors import Unavailable
from gateway.observe.log import get_log
from gateway.runner.failure import SkillHangs
from gateway.runner.threads import LEFT_BY_PEER, LEFT_IN_ALL, SkillThreads
from tests.conftest import Logged
from tests.until import until

Run: TypeAlias = asyncio.Task[Any]


class Hang:
    """A function that returns when its test lets it, and counts its calls."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.began = threading.Semaphore(0)

    def __call__(self) -> str:
        self.began.release()
        self.gate.wait(60)
        return "late"

    async def begin(self, threads: SkillThreads, peer: str, skill: str = "hang") -> Run:
        """A run that is at work."""
        run = asyncio.create_task(threads.run(skill, peer, self))
        await until(lambda: self.began.acquire(blocking=False))
        return run

    async def give_up(self, threads: SkillThreads, peer: str, skill: str = "hang") -> None:
        """Begin a run and cancel it."""
        await cancel(await self.begin(threads, peer, skill))


async def cancel(*runs: Run) -> None:
    for run in runs:
        run.cancel()
    await asyncio.wait(runs)


@pytest.fixture
def hang() -> Iterator[Hang]:
    hang = Hang()
    yield hang
    hang.gate.set()


@pytest.fixture
def threads() -> Iterator[SkillThreads]:
    threads = SkillThreads(1, get_log("test"))
    yield threads
    threads.close()


def fine() -> str:
    return "fine"


def fail() -> None:
    raise ValueError("mistaken")


async def test_what_the_function_returns_or_raises_comes_back(threads: SkillThreads) -> None:
    assert await threads.run("fine", "acme", fine) == "fine"
    with pytest.raises(ValueError, match="mistaken"):
        await threads.run("fail", "acme", fail)


async def test_a_peer_whose_runs_hang_has_no_more_begun_until_one_ends(
    threads: SkillThreads, hang: Hang
) -> None:
    for _ in range(LEFT_BY_PEER):
        await hang.give_up(threads, "acme")
    for _ in range(3):
        with pytest.raises(SkillHangs, match=r"hang, so no .* try again later: hang$") as caught:
            await threads.run("hang", "acme", fine)
    assert isinstance(caught.value, Unavailable)
    assert await threads.run("hang", "rival", fine) == "fine"
    assert await threads.run("fine", "acme", fine) == "fine"

    hang.gate.set()

    await until_taken(threads, "acme")


async def test_a_skill_that_hangs_for_many_is_begun_for_nobody(
    threads: SkillThreads, hang: Hang
) -> None:
    for number in range(LEFT_IN_ALL):
        await hang.give_up(threads, f"peer-{number}")
    with pytest.raises(SkillHangs):
        await threads.run("hang", "stranger", fine)
    assert await threads.run("fine", "stranger", fine) == "fine"

    hang.gate.set()

    await until_taken(threads, "stranger")


async def test_many_skills_that_hang_leave_the_others_their_threads(
    threads: SkillThreads, hang: Hang
) -> None:
    for number in range(10):
        for _ in range(LEFT_BY_PEER):
            await hang.give_up(threads, "acme", f"hang-{number}")
    assert await threads.run("fine", "acme", fine) == "fine"


async def test_a_run_that_never_began_is_not_left_behind(threads: SkillThreads, hang: Hang) -> None:
    at_work = [await hang.begin(threads, "acme") for _ in range(1 + LEFT_IN_ALL)]
    await cancel(*at_work[1:LEFT_BY_PEER])
    began: list[str] = []
    in_line = asyncio.create_task(threads.run("hang", "acme", began.append, "in line"))
    await asyncio.sleep(0)
    await cancel(in_line)
    next_one = asyncio.create_task(threads.run("hang", "acme", fine))
    await asyncio.sleep(0)
    assert not next_one.done()

    hang.gate.set()

    assert await next_one == "fine"
    assert await at_work[0] == "late"
    assert began == []
    await asyncio.gather(*at_work[LEFT_BY_PEER:])


async def test_the_log_says_once_which_skill_hangs_and_what_to_do(
    logged: Logged, threads: SkillThreads, hang: Hang
) -> None:
    runs = [await hang.begin(threads, "acme") for _ in range(LEFT_BY_PEER + 2)]
    await cancel(*runs[1:LEFT_BY_PEER])
    assert logged() == []

    await cancel(runs[0], *runs[LEFT_BY_PEER:])

    [line] = logged()
    assert (line["event"], line["skill"], line["peer"]) == ("skill_hangs", "hang", "acme")
    assert line["threads"] == LEFT_BY_PEER
    assert "make it async" in line["problem"]


async def until_taken(threads: SkillThreads, peer: str) -> None:
    """Return when a run of the skill that hung is begun again for the peer."""
    async with asyncio.timeout(60):
        while True:
            try:
                assert await threads.run("hang", peer, fine) == "fine"
            except SkillHangs:
                await asyncio.sleep(0.001)
            else:
                return
