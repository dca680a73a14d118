"""Where a run took place, as far as it bears on the figures."""

import os
import platform
import re
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.load import find_wrk

_LIBRARIES: Final = ("peergate", "aiohttp", "uvloop", "orjson", "pydantic")


def machine() -> dict[str, str]:
    """Ask before the run: the load tells what else was going on."""
    cpuinfo = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    meminfo = Path("/proc/meminfo").read_text(encoding="ascii")
    model = re.search(r"model name\s*:\s*(.+)", cpuinfo)
    memory = re.search(r"MemTotal:\s+(\d+) kB", meminfo)
    return {
        "processor": model[1] if model else platform.machine(),
        "processors": str(os.cpu_count()),
        "memory": f"{int(memory[1]) / 1e6:.0f} GB" if memory else "unknown",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}",
    }


def versions() -> dict[str, str]:
    # wrk prints its version with its usage, and says with its exit code that it was misused.
    usage = subprocess.run([find_wrk(), "-v"], capture_output=True, text=True, check=False)
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in _LIBRARIES},
        "wrk": usage.stdout.split()[1] if usage.stdout else "unknown",
    }
