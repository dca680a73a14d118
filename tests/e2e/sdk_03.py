"""The 0.3 generation of the official SDK, in a virtual environment beside ours.

Two generations of one package cannot be installed together, so this one is a process.
"""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

REQUIREMENT = "a2a-sdk>=0.3,<0.4"
HOME = Path(sys.prefix) / "clients" / "a2a-0.3"
SCRIPT = Path(__file__).parents[1] / "clients" / "a2a_03_client.py"
INSTALL_SECONDS = 180


def ensure_installed() -> None:
    """Make the environment when it is missing; without a package index the test is skipped.

    In CI that is a failure: there a skipped client would look like a client that works.
    """
    ready = HOME / ".ready"
    if ready.exists():
        return
    venv.create(HOME, with_pip=True, clear=True)
    pip = [_python(), "-m", "pip", "install", "--quiet", REQUIREMENT]
    done = subprocess.run(pip, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if done.returncode == 0:
        ready.touch()
        return
    problem = f"pip cannot install {REQUIREMENT}: {done.stderr.strip()[-500:]}"
    if os.environ.get("CI") == "true":
        pytest.fail(problem)
    pytest.skip(problem)


def talk(base_url: str, token: str, *turns: str) -> Any:
    """What the client printed: the card, the task as it was sent back, the task as fetched."""
    command = [_python(), SCRIPT, base_url, token, *turns]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _python() -> Path:
    return HOME / "bin" / "python"
