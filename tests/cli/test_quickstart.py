"""The first run: one command, and the call it prints is answered with a quote."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.cli.quickstart import curl
from tests.e2e.caller import Caller
from tests.e2e.say import send_at_once
from tests.e2e.site import SKILLS, STOP_SECONDS, wait_or_kill

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@dataclass(frozen=True)
class Started:
    """A quickstart in a folder, and what it has printed."""

    folder: Path
    process: subprocess.Popen[str]
    text: str

    @property
    def caller(self) -> Caller:
        """The demo peer."""
        token = (self.folder / "secrets" / "demo.token").read_text().strip()
        return Caller(self.text.partition("listening on ")[2].split()[0], token)


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[Started]:
    """Run ``peergate quickstart`` until it has printed all; a setting is named as in a Site."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway", "quickstart", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **{f"GATEWAY_{name}": value for name, value in settings.items()}},
    )
    assert process.stdout is not None
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.lstrip().startswith("-d "):
                break
        yield Started(folder, process, "".join(lines))
    finally:
        process.terminate()
        process.stdout.close()
        wait_or_kill(process)


def paste(started: Started) -> dict[str, object]:
    """What the printed command answers, run by a shell as it stands."""
    command = started.text[started.text.index("curl ") :]
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    task = json.loads(answer.stdout)["result"]["task"]
    return task["artifacts"][0]["parts"][0]["data"]


@needs_curl
def test_the_printed_call_is_answered_with_a_quote_at_every_start(tmp_path: Path) -> None:
    quote = {"price_cents": 4500, "currency": "SEK", "lead_days": 14}

    with started(tmp_path / "run") as first:
        assert paste(first) == quote
    with started(tmp_path / "run") as second:
        assert paste(second) == quote

    assert "The operator's token, shown only now: pgop_" in first.text
    assert "operator" not in second.text
    card = r"agent card: http://127\.0\.0\.1:\d+/\.well-known/agent-card\.json"
    assert re.search(card, first.text)


def test_the_demo_peers_token_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    with started(tmp_path / "run"):
        token = tmp_path / "run" / "secrets" / "demo.token"
        assert token.stat().st_mode & 0o777 == 0o600
        assert token.read_text().strip() not in (tmp_path / "run" / "peers.toml").read_text()


def test_a_skill_that_blocks_its_thread_cannot_hold_up_the_stop(tmp_path: Path) -> None:
    settings = {"SKILLS__DIRS": json.dumps([str(SKILLS)]), "LIMITS__SHUTDOWN_SECONDS": "3"}
    with started(tmp_path / "run", **settings) as gateway:
        assert gateway.caller.post(send_at_once("stuck")).result["task"]["id"]
        gateway.process.terminate()

        assert gateway.process.wait(STOP_SECONDS) == 0


def test_each_printed_call_has_a_message_id_of_its_own() -> None:
    assert curl("http://127.0.0.1:1", "pg_a_b") != curl("http://127.0.0.1:1", "pg_a_b")
