"""A process loads what it uses: else a gateway has no memory to spare, and a command no time."""

import subprocess

import pytest

from tests.e2e.caller import Caller
from tests.e2e.say import ASKED, QUOTE, native
from tests.e2e.site import PEERGATE, Site

HEAVY = {"cryptography", "openai", "pygments", "re2", "rich", "tomlkit"}
OF_GATEWAYS = {"aiohttp.web", "gateway.store", "gateway.wiring", "uvloop"}
OF_COMMANDS = {"aiohttp", "gateway.config", "importlib.metadata"}


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")


def imported(errors: str) -> set[str]:
    lines = (line for line in errors.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in lines}


def test_a_gateway_loads_what_it_uses(site: Site) -> None:
    with site.serve() as gateway:
        answer = Caller(gateway.url, site.tokens["acme"]).post(native("get_quote", ASKED))
    assert answer.json == QUOTE
    loaded = imported(site.log.read_text())
    assert loaded >= OF_GATEWAYS
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    "command", [("activity",), ("approvals", "list"), ("deal", "list"), ("peers", "list")]
)
def test_a_command_that_asks_a_gateway_loads_none(site: Site, command: tuple[str, ...]) -> None:
    with site.serve():
        done = site.run(*command)
    assert done.returncode == 0
    loaded = imported(done.stderr)
    assert "rich" in loaded
    assert not loaded & OF_GATEWAYS


@pytest.mark.parametrize("command", [("peers", "add", "newcomer"), ("skills", "list")])
def test_a_command_that_asks_no_gateway_loads_no_client(
    site: Site, command: tuple[str, ...]
) -> None:
    done = site.run(*command)
    assert done.returncode == 0
    assert "aiohttp" not in imported(done.stderr)


def test_help_loads_no_command() -> None:
    done = subprocess.run([PEERGATE, "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    loaded = imported(done.stderr)
    assert "rich" in loaded
    assert not loaded & OF_COMMANDS
