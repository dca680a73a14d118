"""A gateway as an operator has it: a folder made by the commands, and processes that serve it.

The folder outlives its processes, so a test can kill one and start the next on the same store.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomlkit
from typer.testing import CliRunner

from gateway.cli import app

PEERGATE = Path(sys.executable).with_name("peergate")
SKILLS = Path(__file__).with_name("skills")
START_SECONDS = 60
STOP_SECONDS = 60


@dataclass(frozen=True)
class Gateway:
    """A running process; ``url`` is where it listens."""

    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """kill -9: it gets no time to save anything."""
        self.process.kill()
        self.process.wait()

    def terminate(self) -> None:
        """Ask it to stop, and go on at once."""
        self.process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Its exit code, which must come within the promised time."""
        return self.process.wait(timeout=STOP_SECONDS)


@dataclass(frozen=True)
class Site:
    """``tokens`` are the peers' inbound tokens by name, ``operator`` is the operator's token."""

    folder: Path
    operator: str
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "peers.toml"

    @property
    def log(self) -> Path:
        """What the processes wrote to standard error."""
        return self.folder / "gateway.log"

    def copy_to(self, folder: Path) -> "Site":
        """The same config and tokens in a folder with an empty store."""
        (folder / "data").mkdir(parents=True)
        shutil.copy(self.config, folder)
        return replace(self, folder=folder, tokens=dict(self.tokens))

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a ``peergate`` command on this config and wait for it."""
        return subprocess.run(
            [PEERGATE, *arguments, "--config", self.config],
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            env={**os.environ, **environment},
        )

    def json(self, *arguments: str) -> Any:
        """What a ``peergate`` command prints with ``--json``; it must not be refused."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def peers(self, *arguments: str) -> Any:
        """What ``peergate peers … --json`` prints."""
        return self.json("peers", *arguments)

    def add_peer(self, name: str, *options: str) -> None:
        made = _in_process("peers", "add", name, *options, "--config", str(self.config))
        self.tokens[name] = made["token"]

    def edit(self, section: str, **keys: Any) -> None:
        """Change keys of a table by hand, as an operator with an editor does."""
        document = tomlkit.parse(self.config.read_text())
        document.setdefault(section, {}).update(keys)
        self.config.write_text(tomlkit.dumps(document))

    def edit_peer(self, name: str, **keys: Any) -> None:
        """Change keys of a peer's row by hand."""
        with self._row(name) as row:
            row.update(keys)

    def remove_peers(self) -> None:
        """Take all rows out by hand."""
        document = tomlkit.parse(self.config.read_text())
        document.pop("peers", None)
        self.config.write_text(tomlkit.dumps(document))
        self.tokens.clear()

    def edit_token(self, name: str, **keys: Any) -> None:
        """Change keys of a peer's first token by hand."""
        with self._row(name) as row:
            row["tokens"][0].update(keys)

    @contextmanager
    def _row(self, name: str) -> Iterator[Any]:
        document = tomlkit.parse(self.config.read_text())
        yield next(row for row in document["peers"] if row["name"] == name)
        self.config.write_text(tomlkit.dumps(document))

    @contextmanager
    def serve(self, *options: str, **environment: str) -> Iterator[Gateway]:
        """A gateway on this folder until the block ends, then stopped by SIGTERM.

        An environment variable is named without its prefix: ``LIMITS__BODY_SECONDS="1"``.
        """
        with self.log.open("a") as log, self._start(options, environment, log) as process:
            try:
                yield Gateway(_read_url(process, self.log), process)
            finally:
                if process.poll() is None:
                    process.terminate()
                    wait_or_kill(process)

    def _start(
        self, options: tuple[str, ...], environment: Mapping[str, str], log: Any
    ) -> subprocess.Popen[str]:
        arguments = ["serve", "--config", self.config, "--port", "0", "--skills", SKILLS, *options]
        settings = {f"GATEWAY_{name}": value for name, value in environment.items()}
        return subprocess.Popen(
            [PEERGATE, *arguments],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **settings},
        )


def make_site(folder: Path) -> Site:
    """A folder as ``peergate init`` makes it."""
    return Site(folder, _in_process("init", str(folder))["operator_token"])


def _in_process(*arguments: str) -> Any:
    """What a command prints with ``--json``, without a process of its own: where it is only a step
    on the way to what is tested.
    """
    done = CliRunner().invoke(app, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def _read_url(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if ready else ""
    if not line.startswith("listening on "):
        process.kill()
        raise AssertionError(f"the gateway did not start: {log.read_text()}")
    return line.split()[-1]


def wait_or_kill(process: subprocess.Popen[str]) -> None:
    """Fail when a process that was told to stop does not within the promised time."""
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
