"""The gateway as an operator runs it: its own folder, one peer, its own process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.process import Server, serving
from gateway.store.base import Synchronous

PEERGATE: Final = Path(sys.executable).with_name("peergate")
DATABASE: Final = Path("data") / "peergate.db"


def prepare(folder: Path) -> str:
    """Make a config with one peer in the folder; return the peer's token."""
    _peergate("init", folder)
    config = folder / "peers.toml"
    added = _peergate("peers", "add", "bench", "--skills", "echo", "--config", config, "--json")
    return str(json.loads(added)["token"])


@contextmanager
def gateway(folder: Path, synchronous: Synchronous) -> Iterator[Server]:
    """Serve a prepared folder with SQLite's ``synchronous`` at FULL or NORMAL."""
    command: list[str | Path] = [PEERGATE, "serve", "--port=0", "--config", folder / "peers.toml"]
    with serving(command, folder, {"GATEWAY_STORE__SYNCHRONOUS": synchronous}) as server:
        yield server


def _peergate(*arguments: str | Path) -> str:
    run = subprocess.run([PEERGATE, *arguments], capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"peergate {arguments[0]} failed: {run.stdout}{run.stderr}")
    return run.stdout
