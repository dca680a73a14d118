"""A changed config file is seen, however it was changed."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.config.watch import changes


def write(path: Path) -> None:
    path.write_text("longer than before")


def replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_text(path.read_text())
    other.replace(path)


def remove(path: Path) -> None:
    path.unlink()


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize("change", [write, replace, remove, touch])
async def test_a_change_is_seen_once(change: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "peers.toml"
    path.write_text("before")
    seen = changes(path, interval=0.001)
    change(path)
    async with asyncio.timeout(60):
        await anext(seen)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await anext(seen)


async def test_a_link_that_points_elsewhere_is_a_change(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).write_text("the same")
    path = tmp_path / "peers.toml"
    path.symlink_to("old")
    seen = changes(path, interval=0.001)
    (tmp_path / "link").symlink_to("new")
    (tmp_path / "link").replace(path)
    async with asyncio.timeout(60):
        await anext(seen)


async def test_a_file_that_comes_back_is_a_change(tmp_path: Path) -> None:
    seen = changes(tmp_path / "peers.toml", interval=0.001)
    (tmp_path / "peers.toml").write_text("back")
    async with asyncio.timeout(60):
        await anext(seen)
