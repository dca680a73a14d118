"""Load from wrk, which costs far less per request than the servers it drives."""

import json
import re
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Final

from msgspec import Struct

from bench.call import BODY, MESSAGE_ID, Target

_SCRIPT: Final = Path(__file__).with_name("send.lua")


class Load(Struct, frozen=True):
    """What one run of wrk saw; latencies in microseconds."""

    requests: int
    seconds: float
    bytes: int
    p50_us: float
    p99_us: float
    failed: int


def find_wrk() -> str:
    """The path of wrk; raise RuntimeError, saying how to get it, when it is not installed."""
    path = shutil.which("wrk")
    if path is None:
        raise RuntimeError("The load generator wrk is missing: apt-get install wrk")
    return path


def drive(target: Target, connections: int, seconds: float) -> Load:
    """Send the call over so many connections, each waiting for its answer before the next."""
    headers = [part for header in target.headers.items() for part in header]
    command = [find_wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", f"-s{_SCRIPT}", target.url]
    script = [str(secrets.randbits(48)), MESSAGE_ID, BODY, *headers]
    run = subprocess.run(
        [*command, "--", *script], capture_output=True, text=True, timeout=seconds + 60, check=False
    )
    found = re.search(r"^RESULT (.+)$", run.stdout, re.MULTILINE)
    if run.returncode or found is None:
        raise RuntimeError(f"wrk failed: {run.stdout}{run.stderr}")
    load = Load(**json.loads(found[1]))
    if load.failed or not load.requests:
        raise RuntimeError(f"{target.url}: {load.failed} of {load.requests} requests failed")
    return load
