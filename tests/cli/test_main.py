"""The command as a process: its exit codes, and what goes to which stream."""

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from gateway.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PEERGATE = (sys.executable, "-m", "gateway")
ENVIRON = {**os.environ, "PYTHONPATH": str(ROOT)}


def peergate(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PEERGATE, *arguments], cwd=folder, env=ENVIRON, capture_output=True, text=True
    )


def test_a_new_folder_passes_its_own_check(tmp_path: Path) -> None:
    assert peergate("init", folder=tmp_path).returncode == 0
    assert peergate("peers", "add", "globex", folder=tmp_path).returncode == 0
    checked = peergate("check", "--json", folder=tmp_path)
    assert json.loads(checked.stdout)["ok"] is True
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_refusal_is_one_line_on_standard_error_and_exit_code_1(tmp_path: Path) -> None:
    refused = peergate("peers", "list", "--json", folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 1
    assert "Traceback" not in refused.stderr


def test_it_tells_its_version(tmp_path: Path) -> None:
    told = peergate("--version", folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == f"peergate {metadata.version('peergate')}\n"


@pytest.mark.parametrize(
    "words",
    [
        ("peers", "frobnicate"),
        ("peers", "add", "globex", "--dialect", "klingon"),
        ("peers", "add", "globex", "--binding", "soap"),
        ("serve", "--log-level", "loud"),
    ],
)
def test_wrong_usage_is_exit_code_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = peergate(*words, folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr


def test_two_edits_at_once_are_both_kept(tmp_path: Path) -> None:
    peergate("init", folder=tmp_path)
    adding = [
        subprocess.Popen(
            [*PEERGATE, "peers", "add", name],
            cwd=tmp_path,
            env=ENVIRON,
            stdout=subprocess.DEVNULL,
        )
        for name in ("a", "b", "c")
    ]
    assert [process.wait() for process in adding] == [0, 0, 0]
    listed = json.loads(peergate("peers", "list", "--json", folder=tmp_path).stdout)
    assert sorted(peer["name"] for peer in listed) == ["a", "b", "c"]


def test_help_names_every_command(tmp_path: Path) -> None:
    text = peergate("--help", folder=tmp_path).stdout
    assert "Usage: peergate " in text
    for name, _ in COMMANDS:
        assert name in text
