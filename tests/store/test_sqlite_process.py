"""What a killed process leaves, and how a second one is kept away."""

import asyncio
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.core.errors import StoreBusy
from gateway.store import open_store
from tests.store.values import call, claim

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def committer(url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.store.committer", url),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    yield process
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def acknowledged(process: asyncio.subprocess.Process, number: int) -> list[int]:
    assert process.stdout is not None
    return [int(await process.stdout.readline()) for _ in range(number)]


async def test_what_was_acknowledged_survives_kill_9(
    url: str, committer: asyncio.subprocess.Process
) -> None:
    numbers = await acknowledged(committer, 500)
    committer.kill()
    rest, _ = await committer.communicate()
    numbers += [int(line) for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
    store = await open_store(url)
    tenant = store.for_tenant("vendor")
    for number in numbers:
        assert await tenant.find_task(f"t-{number}") is not None
        assert await tenant.find_claim(claim(f"m-{number}").key) is not None
    # Whatever else was in flight is whole or absent: as many rows of each kind.
    counted = sum(peer.request_count for peer in await tenant.list_peer_states())
    assert counted == len(await tenant.list_activity(limit=10**6))
    assert counted == await tenant.forget_claims(before=100)
    assert counted >= len(numbers)
    await store.close()


async def test_a_second_process_is_refused(url: str, committer: asyncio.subprocess.Process) -> None:
    await acknowledged(committer, 1)
    with pytest.raises(StoreBusy, match=rf"gate\.db is in use by process {committer.pid}"):
        await open_store(url)


async def test_another_name_of_the_same_file_is_refused(url: str, tmp_path: Path) -> None:
    store = await open_store(url)
    (tmp_path / "alias.db").symlink_to(tmp_path / "gate.db")
    with pytest.raises(StoreBusy):
        await open_store(f"sqlite:///{tmp_path}/alias.db")
    await store.close()


async def test_a_closed_store_can_be_opened_again(url: str) -> None:
    store = await open_store(url)
    commits = [asyncio.ensure_future(store.for_tenant("vendor").commit(*call(n))) for n in (1, 2)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*commits)
    store = await open_store(url)
    assert await store.for_tenant("vendor").find_task("t-2") is not None
    await store.close()


async def test_only_the_owner_may_read_the_files(url: str, tmp_path: Path) -> None:
    store = await open_store(url)
    await store.for_tenant("vendor").commit(*call(1))
    names = ("gate.db", "gate.db-wal", "gate.db-shm", "gate.db.lock")
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in names] == [0o600] * 4
    await store.close()
