"""A config to try commands on, and a way to run them in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app

CONFIG = """\
# Our agent.
[agent]
name = "Acme"  # as on the card

# A supplier since 2025.
[[peers]]
name = "globex"
tokens = [
  { id = "old", hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }, # first
]

# A customer.
[[peers]]
name = "hooli"  # trial
status = "active"
"""


@dataclass(frozen=True)
class Peergate:
    """The command line in one folder, whose ``peers.toml`` it works on."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "peers.toml"

    def run(self, *arguments: str, given: str = "") -> Result:
        return CliRunner().invoke(app, [*arguments, "--config", str(self.config)], input=given)

    def json(self, *arguments: str, given: str = "") -> Any:
        """What the command answers with ``--json``; it must not be refused."""
        result = self.run(*arguments, "--json", given=given)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def reds(self) -> dict[str, str]:
        """What ``check`` finds red, by the check."""
        found = json.loads(self.run("check", "--json").stdout)["checks"]
        return {row["check"]: row["text"] for row in found if row["level"] == "red"}

    def refusal(self, *arguments: str, given: str = "") -> str:
        """The one line on standard error of a command that must be refused."""
        result = self.run(*arguments, given=given)
        assert result.exit_code == 1
        assert result.stdout == ""
        return result.stderr.removesuffix("\n")


@pytest.fixture
def peergate(tmp_path: Path) -> Peergate:
    line = Peergate(tmp_path)
    line.config.write_text(CONFIG)
    return line


@pytest.fixture
def run() -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])
