"""A company with its own gateway: a folder, a process, and the commands that its operator types.

Nothing here is special to examples: it runs the ``peergate`` command as an operator does.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any, Final

_COMMAND: Final = (sys.executable, "-m", "gateway")
_LISTENING: Final = re.compile(r"listening on (http://\S+)")
_START_SECONDS: Final = 30
_STOP_SECONDS: Final = 25


@dataclass(slots=True)
class Company:
    """``name`` is what others call it, ``skills`` a folder of its skills, ``url`` where it is."""

    name: str
    folder: Path
    skills: Path | None = None
    url: str = ""
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "peers.toml"

    def found(self, title: str, description: str) -> None:
        """Make its folder, and say who it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environ = {
            "GATEWAY_AGENT__NAME": title,
            "GATEWAY_AGENT__DESCRIPTION": description,
            "COLUMNS": "100",
            # The others are on this machine, where a gateway otherwise calls no one.
            "GATEWAY_NET__ALLOW_NETWORKS": '["127.0.0.1/32"]',
            "GATEWAY_SKILLS__BUNDLED": "false" if self.skills else "true",
        }
        self.peergate("init", str(self.folder))

    def peergate(self, *arguments: str) -> str:
        """Run one command for this company; raise RuntimeError with its words when it fails."""
        done = self.attempt(*arguments)
        if done.returncode:
            said = done.stdout + done.stderr
            raise RuntimeError(f"peergate {' '.join(arguments)}: {said.strip()}")
        return done.stdout

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command, whatever comes of it."""
        where = () if arguments[0] == "init" else ("--config", str(self.config))
        return subprocess.run(
            [*_COMMAND, *arguments, *where],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **self.environ},
        )

    def send(self, peer: str, *arguments: str) -> dict[str, Any]:
        """Call a peer and return the outcome, answered or not."""
        outcome: dict[str, Any] = json.loads(
            self.attempt("send", peer, *arguments, "--json").stdout
        )
        return outcome

    def admit(self, peer: str) -> str:
        """Let a peer in; return the token that it calls with, shown this once."""
        added: dict[str, str] = json.loads(self.peergate("peers", "add", peer, "--json"))
        return added["token"]

    def befriend(self, supplier: "Company", *, name: str = "", dialect: str = "auto") -> None:
        """Know a company by its address and the token it gave, both handed over by its operator.

        It speaks no TLS, which a row has to allow.
        """
        token = self.folder / f"{supplier.name}.token"
        if not token.exists():
            token.touch(mode=0o600)
            token.write_text(supplier.admit(self.name))
        self.peergate(
            "peers",
            "add",
            name or supplier.name,
            *("--url", supplier.url),
            *("--dialect", dialect),
            *("--outbound-token", f"file:{token}"),
            "--plain-http",
        )

    @contextmanager
    def open_for_business(self) -> Iterator[None]:
        """Serve while inside."""
        skills = ("--skills", str(self.skills)) if self.skills else ()
        with (self.folder / "gateway.log").open("w") as log:
            process = subprocess.Popen(
                [*_COMMAND, "serve", "--port", "0", "--config", str(self.config), *skills],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **self.environ},
            )
        try:
            self.url = _wait_for_url(process)
            yield
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)


@contextmanager
def open_all(companies: Sequence[Company]) -> Iterator[None]:
    """All of them serve while inside."""
    if not companies:
        yield
        return
    with companies[0].open_for_business(), open_all(companies[1:]):
        yield


def _wait_for_url(process: subprocess.Popen[str]) -> str:
    lines: Queue[str] = Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)

    threading.Thread(target=read, daemon=True).start()
    try:
        while found := lines.get(timeout=_START_SECONDS):
            if match := _LISTENING.search(found):
                return match[1].rstrip("/")
    except Empty:
        pass
    raise RuntimeError("the gateway did not start; see gateway.log in its folder")
