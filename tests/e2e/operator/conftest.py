"""A site whose peer ``vendor`` is the shared gateway, which knows it as ``acme``."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.site import Gateway, Site

LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture(scope="module")
def buyers(template: Site, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Made once; a test that changes it takes ``buyer``."""
    site = template.copy_to(tmp_path_factory.mktemp("buyer"))
    site.add_peer("vendor")
    (site.folder / "vendor.token").write_text(template.tokens["acme"])
    site.edit_peer(
        "vendor",
        plain_http=True,
        url=gateway.url,
        networks=LOOPBACK,
        outbound_token="file:vendor.token",
    )
    site.edit("net", allow_networks=LOOPBACK)
    return site


@pytest.fixture
def buyer(buyers: Site, tmp_path: Path) -> Site:
    site = buyers.copy_to(tmp_path / "buyer")
    (site.folder / "vendor.token").write_text((buyers.folder / "vendor.token").read_text())
    return site


@pytest.fixture(scope="module")
def running(buyers: Site) -> Iterator[Gateway]:
    """A gateway on the buyers' site."""
    with buyers.serve(LIMITS__SHUTDOWN_SECONDS="1") as gateway:
        yield gateway


@pytest.fixture(params=["running", "alone"])
def either(request: pytest.FixtureRequest, buyers: Site, buyer: Site) -> Site:
    """A site on which a gateway runs, and one on which none does."""
    if request.param == "alone":
        return buyer
    request.getfixturevalue("running")
    return buyers
