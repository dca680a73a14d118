"""Ctrl-C while a command is imported."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

# An exception that is raised in such a callback is forgotten.
INTERRUPTED = """
import signal
from weakref import ref

class Thing: ...

thing = Thing()
watched = ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
del thing

def greet():
    print("Hello")
"""

RUN = """
import signal
signal.signal(signal.SIGINT, signal.{at_first})
from gateway.cli.group import late_group
late_group("Manners.", [("greet", "interrupted:greet")])(["greet"], standalone_mode=False)
print(signal.getsignal(signal.SIGINT) is signal.{at_first})
"""


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    (tmp_path / "interrupted.py").write_text(INTERRUPTED)
    return tmp_path


def run(commands: Path, at_first: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys; sys.path.append({str(commands)!r})" + RUN.format(at_first=at_first)
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )


def test_it_ends_the_process(commands: Path) -> None:
    done = run(commands, "default_int_handler")

    assert (done.returncode, done.stdout) == (-signal.SIGINT, "")


def test_it_is_still_ignored_where_it_was(commands: Path) -> None:
    done = run(commands, "SIG_IGN")

    assert (done.returncode, done.stdout) == (0, "Hello\nTrue\n")


def test_a_command_that_is_imported_has_it_as_an_exception(commands: Path) -> None:
    (commands / "interrupted.py").write_text("def greet():\n    print('Hello')\n")
    done = run(commands, "default_int_handler")

    assert (done.returncode, done.stdout) == (0, "Hello\nTrue\n")
