"""The first run: one command, and the call it prints is answered with a quote."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.cli.quickstart import curl

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Run ``peergate quickstart`` until it has printed all; give what it printed."""
    code = "from gateway.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "quickstart", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.lstrip().startswith("-d "):
                break
        yield "".join(lines)
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(30)


def paste(text: str) -> dict[str, object]:
    """What the printed command answers, run by a shell as it stands."""
    command = text[text.index("curl ") :]
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

    assert "The operator's token, shown only now: pgop_" in first
    assert "operator" not in second
    assert re.search(r"agent card: http://127\.0\.0\.1:\d+/\.well-known/agent-card\.json", first)


def test_the_demo_peers_token_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    with started(tmp_path / "run"):
        token = tmp_path / "run" / "secrets" / "demo.token"
        assert token.stat().st_mode & 0o777 == 0o600
        assert token.read_text().strip() not in (tmp_path / "run" / "peers.toml").read_text()


def test_each_printed_call_has_a_message_id_of_its_own() -> None:
    assert curl("http://127.0.0.1:1", "pg_a_b") != curl("http://127.0.0.1:1", "pg_a_b")
