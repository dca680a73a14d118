"""The official JavaScript SDK's servers, each a process of its own: see the scripts."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.sdk.client import JS
from tests.sdk.installed import SCRIPTS, node_with


@contextmanager
def serve_js(version: str, binding: str, *capabilities: str) -> Iterator[str]:
    """Yield the base URL; the card names one interface, and ``streaming`` or ``push``."""
    home = node_with(JS[version], f"js-{version}-server", "express@^5")
    # Node looks for packages from where the script is.
    script = shutil.copy(SCRIPTS / f"a2a_{version.replace('.', '')}_server.mjs", home)
    process = subprocess.Popen(
        ["node", script, binding, *capabilities],
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
