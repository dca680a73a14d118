"""A company that moved here from Flowwink: its gateway, its peers of every kind, its model.

``company`` is one process for all tests here; what its peers and its model say is scripted anew for
each of them.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.closed import closed_port
from tests.e2e.background import Background, background
from tests.e2e.caller import Answer, Caller
from tests.e2e.site import Gateway, Site, make_site
from tests.model_server import ModelServer
from tests.outbox.scripted import Script, script

DIALECTS = ("flowwink", "native", "negotiate", "tasks", "a2a-0.3", "a2a-1.0", "responses")
TOKEN = "token-that-the-peer-gave-us"
OUTBOUND_PATH = "/a2a/outbound"
SETTINGS = {
    # A test knows all that its peers are asked.
    "HEALTH__INTERVAL_SECONDS": "0",
    "LIMITS__CALL_SECONDS": "3",
    "LIMITS__SHUTDOWN_SECONDS": "1",
    "NET__ALLOW_NETWORKS": '["127.0.0.0/8"]',
    "NET__TRUSTED_PROXIES": '["127.0.0.1/32"]',
}


Outbound = Callable[..., Answer]
"""``outbound(peer, …)`` has the operator call that peer."""


@dataclass(frozen=True)
class Company:
    """``operator`` and ``acme``, a peer, call the gateway; so does ``flow``, of Flowwink's own."""

    gateway: Gateway
    operator: Caller
    acme: Caller
    flow: Caller
    stranger: Caller


@pytest.fixture
def outbound(company: Company) -> Outbound:
    return lambda peer, **body: company.operator.post({"peer_name": peer, **body}, OUTBOUND_PATH)


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Background]:
    with background() as there:
        yield there


@pytest.fixture(scope="session")
def scripted(elsewhere: Background) -> Script:
    return elsewhere.open(script())


@pytest.fixture(scope="session")
def model_server(elsewhere: Background) -> Iterator[ModelServer]:
    server = ModelServer()
    running = elsewhere.run(server.serve())
    yield server
    elsewhere.run(running.close())


@pytest.fixture
def remote(scripted: Script) -> Script:
    """A peer's server that knows nothing yet and was asked nothing."""
    scripted.answers.clear()
    scripted.asked.clear()
    return scripted


@pytest.fixture
def model(model_server: ModelServer) -> ModelServer:
    """A language model that says hello and was asked nothing."""
    model_server.answer = ModelServer().answer
    model_server.requests.clear()
    return model_server


@pytest.fixture(scope="session")
def company(
    tmp_path_factory: pytest.TempPathFactory,
    template: Site,
    gateway: Gateway,
    scripted: Script,
    model_server: ModelServer,
) -> Iterator[Company]:
    site = make_site(tmp_path_factory.mktemp("company") / "site")
    site.add_peer("acme")
    site.add_peer("flow", "--dialect", "flowwink")
    (site.folder / "partner.token").write_text(template.tokens["acme"])
    (site.folder / "remote.token").write_text(TOKEN)
    with closed_port() as closed:
        with site.config.open("a") as config:
            config.write(rows(gateway.url, scripted.url, f"http://127.0.0.1:{closed}"))
            config.write(f'[llm]\nbase_url = "{model_server.base_url}"\nmodel = "small-1"\n')
        with site.serve(**SETTINGS) as running:
            yield Company(
                running,
                Caller(running.url, site.operator),
                Caller(running.url, site.tokens["acme"]),
                Caller(running.url, site.tokens["flow"]),
                Caller(running.url),
            )


def rows(partner: str, scripted: str, closed: str) -> str:
    """``partner`` is a gateway like ours; each ``by_…`` speaks one protocol of Flowwink's."""
    here = {"plain_http": True}
    there = {**here, "url": scripted, "outbound_token": "file:remote.token"}
    peers: list[dict[str, object]] = [
        {**here, "name": "partner", "url": partner, "outbound_token": "file:partner.token"},
        *({**there, "name": f"by_{dialect}", "dialect": dialect} for dialect in DIALECTS),
        {**there, "name": "unknown"},
        {**there, "name": "tokenless", "outbound_token": "file:lost.token"},
        {**there, "name": "paused", "status": "paused"},
        {**there, "name": "revoked", "status": "revoked"},
        {**here, "name": "asleep", "url": closed},
        {"name": "private", "url": "https://192.168.7.7"},
        {"name": "nowhere"},
    ]
    return "".join(
        "\n[[peers]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in peer.items())
        for peer in peers
    )
