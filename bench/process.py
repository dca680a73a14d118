"""A server in a process of its own, and what the kernel says it used."""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

_TICK: Final = os.sysconf("SC_CLK_TCK")
_PATIENCE: Final = 60.0


class Server(Struct, frozen=True):
    """``start_seconds`` is from the fork until it listens."""

    url: str
    pid: int
    start_seconds: float

    def cpu_seconds(self) -> float:
        """User and system time of all threads so far."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def resident_bytes(self) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0


@contextmanager
def serving(
    command: Sequence[str | Path], folder: Path, environ: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server that prints ``listening on URL``; stop it at the end."""
    log = folder / "server.log"
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(environ or {})},
        )
    try:
        url = _wait_for_url(process, log, began + _PATIENCE)
        yield Server(url, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait_for_url(process: subprocess.Popen[bytes], log: Path, deadline: float) -> str:
    while process.poll() is None and time.perf_counter() < deadline:
        if found := re.search(r"listening on (http://\S+)", log.read_text(errors="replace")):
            return found[1].rstrip("/")
        time.sleep(0.005)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")
