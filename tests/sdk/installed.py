"""The official SDKs that cannot live in our environment, each in one of its own beside it."""

import fcntl
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

CLIENTS = Path(sys.prefix) / "clients"
SCRIPTS = Path(__file__).parents[1] / "clients"
INSTALL_SECONDS = 600


def python_with(name: str, *requirements: str) -> Path:
    """A Python that has the requirements."""
    home = CLIENTS / name
    ready, wanted = home / ".ready", "\n".join(requirements)
    with _alone(home):
        if not ready.exists():
            venv.create(home, with_pip=True, clear=True)
        if not ready.exists() or ready.read_text() != wanted:
            pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet"]
            _install([*pip, *requirements], home)
            ready.write_text(wanted)
    return home / "bin" / "python"


def python_03() -> Path:
    """A Python with the SDK's 0.3 generation, its clients and its servers."""
    return python_with("a2a-0.3", "a2a-sdk[http-server]>=0.3,<0.4", "uvicorn>=0.38")


def node_with(requirement: str, name: str, *others: str) -> Path:
    """A folder from which Node finds the requirements."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        _miss("Node and npm are not installed")
    home = CLIENTS / name
    with _alone(home):
        if not (home / ".ready").exists():
            home.mkdir(exist_ok=True)
            npm = ["npm", "install", "--silent", "--prefix", home]
            _install([*npm, requirement, *others], home)
    return home


def copy_to(home: Path, script: str) -> Path:
    """The script where Node finds the packages; another test may be running it from there."""
    with _alone(home):
        copy = Path(shutil.copy(SCRIPTS / script, home / f".{script}"))
        return copy.replace(home / script)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """The tests are shared by several processes: one of them installs, the others wait."""
    home.parent.mkdir(exist_ok=True)
    with home.with_name(f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(command: Sequence[str | Path], home: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if done.returncode:
        _miss(f"{command[-1]} cannot be installed: {done.stderr.strip()[-500:]}")
    (home / ".ready").touch()


def _miss(problem: str) -> NoReturn:
    # In CI a skipped client would look like a client that works.
    if os.environ.get("CI") == "true":
        pytest.fail(problem)
    pytest.skip(problem)
