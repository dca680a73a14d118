"""Two companies become peers by the commands alone, and a new token costs them no call."""

import re
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.closed import closed_port
from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.site import Gateway, Site, make_site

CALLERS = 4
TOKEN = re.compile(rb"pg_[a-z0-9]{12}_[A-Za-z0-9]{43}")


@dataclass(frozen=True)
class Company:
    site: Site
    gateway: Gateway
    tls: ssl.SSLContext

    @property
    def operator(self) -> Caller:
        return Caller(self.gateway.url, self.site.operator, self.tls)

    def call(self, peer: str) -> Any:
        """What a peer's echo answers, by the operator's API."""
        body = {"skill": "echo", "arguments": {"n": 1}}
        return self.operator.post(body, f"/operator/v1/peers/{peer}/calls").json

    def said(self, *arguments: str) -> str:
        """What a command writes that must not be refused."""
        done = self.site.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ids_of_tokens(self, peer: str) -> set[str]:
        """The tokens that a peer has called with, by the audit log."""
        path = f"/operator/v1/activity?peer={peer}&limit=100"
        rows = self.operator.get(path).json["activity"]
        return {row["token_id"] for row in rows if row["direction"] == "inbound"}


@contextmanager
def invited(folder: Path) -> Iterator[tuple[Company, Company]]:
    """Acme, and globex whom it invited; each trusts the other's certificate."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with ExitStack() as stack:
        acme, globex = (
            stack.enter_context(begin(folder, name, authority, trusting))
            for name in ("acme", "globex")
        )
        file = str(folder / "globex.invite")
        acme.said("invite", "globex", "-o", file)
        globex.said("accept", file, "--name", "acme")
        yield acme, globex


@contextmanager
def begin(folder: Path, name: str, authority: trustme.CA, tls: ssl.SSLContext) -> Iterator[Company]:
    site = make_site(folder / name)
    site.edit("agent", name=name.capitalize())
    site.edit("net", ca_file=str(folder / "ca.pem"), allow_networks=["127.0.0.0/8"])
    issued = authority.issue_cert("127.0.0.1")
    cert, key = site.folder / "cert.pem", site.folder / "key.pem"
    cert.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(key)
    with serve(site) as gateway:
        yield Company(site, gateway, tls)


def serve(site: Site, port: str = "0") -> AbstractContextManager[Gateway]:
    cert, key = str(site.folder / "cert.pem"), str(site.folder / "key.pem")
    options = ("--tls-cert", cert, "--tls-key", key, "--port", port, "--log-level", "debug")
    return site.serve(*options, LIMITS__SHUTDOWN_SECONDS="1")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Company, Company]]:
    """For tests that end nothing."""
    folder = tmp_path_factory.mktemp("invited")
    with invited(folder) as (acme, globex):
        yield folder, acme, globex


@pytest.fixture
def peers(shared: tuple[Path, Company, Company]) -> tuple[Company, Company]:
    return shared[1:]


def row(company: Company, name: str) -> Any:
    return next(peer for peer in company.site.peers("list") if peer["name"] == name)


def test_both_show_active_and_call_each_other(peers: tuple[Company, Company]) -> None:
    acme, globex = peers
    for one, name, other in ((acme, "globex", globex), (globex, "acme", acme)):
        shown = row(one, name)
        assert (shown["status"], shown["source"]) == ("active", "store")
        assert shown["url"] == other.gateway.url
        assert shown["fingerprint"] == other.site.json("keys", "list")[0]["kid"]
        sent = one.said("send", name, "--skill", "echo", "--args", '{"n": 1}')
        assert '"n": 1' in sent
    assert acme.site.json("invites", "list")[0]["state"] == "used"


def test_no_secret_is_on_disk(shared: tuple[Path, Company, Company]) -> None:
    folder, acme, globex = shared
    acme.said("peers", "rotate", "globex")
    assert acme.call("globex")["kind"] == globex.call("acme")["kind"] == "answered"
    code = (folder / "globex.invite").read_text().partition("/a2a/invitations/")[2][:43]
    for company in (acme, globex):
        files = [path for path in company.site.folder.rglob("*") if path.is_file()]
        for path in files:
            data = path.read_bytes()
            assert code.encode() not in data, path
            assert not TOKEN.search(data), path


def test_rotation_under_load_loses_no_call(peers: tuple[Company, Company]) -> None:
    acme, globex = peers
    stop = threading.Event()

    def call_until_told() -> list[Any]:
        outcomes = []
        while not stop.is_set():
            outcomes.append(globex.call("acme"))
        return outcomes

    with ThreadPoolExecutor(CALLERS) as pool:
        try:
            callers = [pool.submit(call_until_told) for _ in range(CALLERS)]
            for _ in range(2):
                rotated = acme.site.peers("rotate", "globex", "--overlap", "6s")
                assert (rotated["announced"], rotated["token"]) == (True, None)
                wait_for(lambda new=rotated: new["token_id"] in acme.ids_of_tokens("globex"))
            wait_for(lambda: len([t for t in row(acme, "globex")["tokens"] if _is_good(t)]) == 1)
        finally:
            stop.set()
        outcomes = [outcome for caller in callers for outcome in caller.result()]
    assert len(outcomes) > CALLERS
    assert {outcome["kind"] for outcome in outcomes} == {"answered"}


def _is_good(token: Any) -> bool:
    expires = token["expires"]
    return expires is None or datetime.fromisoformat(expires) > datetime.now(UTC)


def test_the_file_is_good_once(shared: tuple[Path, Company, Company]) -> None:
    folder, _, globex = shared
    again = globex.site.run("accept", str(folder / "globex.invite"), "--name", "twice")
    assert (again.returncode, "ask for another" in again.stderr) == (1, True)
    assert [peer["name"] for peer in globex.site.peers("list")] == ["acme"]


def test_both_are_peers_after_a_restart_until_one_is_revoked(tmp_path: Path) -> None:
    with invited(tmp_path) as (acme, globex):
        acme.gateway.kill()
        port = acme.gateway.url.rpartition(":")[2]
        with closed_port(int(port)), serve(acme.site, port):
            assert acme.call("globex")["result"] == {"n": 1}
            assert globex.call("acme")["result"] == {"n": 1}
            acme.said("peers", "revoke", "globex")
            refused = wait_for(lambda: not_answered(globex.call("acme")))
            assert refused["error"]["reason"] == "PEER_REFUSED"
            assert "not active" in acme.call("globex")["error"]


def not_answered(outcome: Any) -> Any:
    return None if outcome["kind"] == "answered" else outcome
