"""A company with its own gateway: a folder, a process, and the commands that its operator types.

Nothing here is special to examples: it runs the ``peergate`` command as an operator does.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any, Final
from urllib.parse import urlsplit

_COMMAND: Final = (sys.executable, "-m", "gateway")
_LISTENING: Final = re.compile(r"listening on (http://\S+)")
_START_SECONDS: Final = 30
_STOP_SECONDS: Final = 25
_MOST_LOG: Final = 2000


@dataclass(slots=True)
class Company:
    """``name`` is what others call it, ``title`` what it calls itself, ``skills`` a folder of its
    skills, ``url`` where it is, ``columns`` how wide its operator's terminal."""

    name: str
    folder: Path
    title: str
    about: str
    skills: Path | None = None
    url: str = ""
    columns: int = 100
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "peers.toml"

    def found(self) -> None:
        """Make its folder, and say who it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environ = {
            "GATEWAY_AGENT__NAME": self.title,
            "GATEWAY_AGENT__DESCRIPTION": self.about,
            "COLUMNS": str(self.columns),
            # The others are on this machine, where a gateway otherwise calls no one.
            "GATEWAY_NET__ALLOW_NETWORKS": '["127.0.0.0/8"]',
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
        """Know a company by its address and the token it gave, both handed over by its operator."""
        token = self.folder / _token_file(supplier)
        if not token.exists():
            token.touch(mode=0o600)
            token.write_text(supplier.admit(self.name))
        self.peergate(*self.introduction(supplier, name=name, dialect=dialect))

    def introduction(
        self, supplier: "Company", *, name: str = "", dialect: str = "auto"
    ) -> tuple[str, ...]:
        """The command that writes the other's row; it speaks no TLS, which a row has to allow."""
        return (
            *("peers", "add", name or supplier.name),
            *("--url", supplier.url),
            *(() if dialect == "auto" else ("--dialect", dialect)),
            *("--outbound-token", f"file:{_token_file(supplier)}"),
            "--plain-http",
        )

    @contextmanager
    def run(self) -> Iterator[subprocess.Popen[str]]:
        """Have its gateway run while inside; it takes a moment until it listens.

        It is where it was when it ran before.
        """
        skills = ("--skills", str(self.skills)) if self.skills else ()
        port = str(urlsplit(self.url).port or 0)
        with (self.folder / "gateway.log").open("a") as log:
            process = subprocess.Popen(
                [*_COMMAND, "serve", "--port", port, "--config", str(self.config), *skills],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **self.environ},
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)


@contextmanager
def open_all(companies: Sequence[Company]) -> Iterator[list[subprocess.Popen[str]]]:
    """All of them serve while inside, each at its ``url``; their processes, in the same order."""
    with ExitStack() as stack:
        gateways = [stack.enter_context(company.run()) for company in companies]
        for company, gateway in zip(companies, gateways, strict=True):
            company.url = _wait_for_url(company, gateway)
        yield gateways


def do_all(work: Iterable[Callable[[], None]]) -> None:
    """Do what does not depend on each other at once; raise what the first of them raises."""
    with ThreadPoolExecutor() as threads:
        for done in [threads.submit(each) for each in work]:
            done.result()


def _token_file(supplier: Company) -> str:
    return f"{supplier.name}.token"


def _wait_for_url(company: Company, process: subprocess.Popen[str]) -> str:
    lines: Queue[str] = Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    try:
        while found := lines.get(timeout=_START_SECONDS):
            if match := _LISTENING.search(found):
                return match[1].rstrip("/")
    except Empty:
        pass
    log = (company.folder / "gateway.log").read_text()
    raise RuntimeError(f"the gateway of {company.name} did not start:\n{log[-_MOST_LOG:]}")
