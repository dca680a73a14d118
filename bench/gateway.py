"""The gateway as an operator runs it: its own folder, one peer, its own process."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bench.process import Server, serving
from gateway.store.records import Synchronous

PEERGATE: Final = Path(sys.executable).with_name("peergate")
DATABASE: Final = Path("data") / "peergate.db"
_NO_ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType({})


def prepare(folder: Path, skills: str = "echo") -> str:
    """Make a config with one peer, which may call the skills, in the folder; return its token."""
    _peergate("init", folder)
    config = folder / "peers.toml"
    added = _peergate("peers", "add", "bench", "--skills", skills, "--config", config, "--json")
    return str(json.loads(added)["token"])


@contextmanager
def gateway(
    folder: Path, synchronous: Synchronous, environ: Mapping[str, str] = _NO_ENVIRONMENT
) -> Iterator[Server]:
    """Serve a prepared folder with SQLite's ``synchronous`` at FULL or NORMAL."""
    command: list[str | Path] = [PEERGATE, "serve", "--port=0", "--config", folder / "peers.toml"]
    with serving(command, folder, {"GATEWAY_STORE__SYNCHRONOUS": synchronous, **environ}) as server:
        yield server


def _peergate(*arguments: str | Path) -> str:
    run = subprocess.run([PEERGATE, *arguments], capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"peergate {arguments[0]} failed: {run.stdout}{run.stderr}")
    return run.stdout
