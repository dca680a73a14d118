"""One gateway for all SDKs, and each SDK's client of it, started when first used."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.held import Held
from tests.e2e.site import Gateway, Site, make_site
from tests.sdk.client import SDKS, Sdk, SdkClient, running
from tests.sdk.webhook import Webhook, listening

PARTNER = "partner"


@pytest.fixture(scope="session")
def partner_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = make_site(tmp_path_factory.mktemp("sdk"))
    site.add_peer(PARTNER)
    # Its webhooks are on this machine.
    site.edit_peer(PARTNER, plain_http=True, networks=["127.0.0.1/32"])
    return site


@pytest.fixture(scope="session")
def partner_gateway(partner_site: Site) -> Iterator[Gateway]:
    with partner_site.serve(LIMITS__SHUTDOWN_SECONDS="1") as gateway:
        yield gateway


@pytest.fixture(scope="session")
def client_of(partner_site: Site, partner_gateway: Gateway) -> Iterator[Callable[[Sdk], SdkClient]]:
    clients: dict[Sdk, SdkClient] = {}
    token = partner_site.tokens[PARTNER]
    with ExitStack() as stack:

        def start(sdk: Sdk) -> SdkClient:
            if sdk not in clients:
                clients[sdk] = stack.enter_context(running(sdk, partner_gateway.url, token))
            return clients[sdk]

        yield start


@pytest.fixture(params=SDKS, ids=str)
def sdk(request: pytest.FixtureRequest) -> Sdk:
    return request.param


@pytest.fixture
def client(sdk: Sdk, client_of: Callable[[Sdk], SdkClient]) -> SdkClient:
    return client_of(sdk)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with listening() as webhook:
        yield webhook


@pytest.fixture
def held(tmp_path: Path) -> Held:
    return Held(tmp_path / "log", tmp_path / "gate")
