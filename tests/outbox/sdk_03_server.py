"""The SDK's 0.3 server, a process of its own, for its generation cannot live with ours."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.sdk.installed import SCRIPTS, python_03


@contextmanager
def serve_sdk_03() -> Iterator[str]:
    """Yield the base URL, below which its agents are: see the script."""
    process = subprocess.Popen(
        [python_03(), SCRIPTS / "a2a_03_server.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
