"""A site whose peers may have webhooks on this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.site import Gateway, Site
from tests.e2e.webhooks.receiver import Receiver, receiving

LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture(scope="module")
def open_template(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = template.copy_to(tmp_path_factory.mktemp("hooks"))
    for name in ("acme", "rival"):
        site.edit_peer(name, plain_http=True, networks=LOOPBACK)
    return site


@pytest.fixture
def site(open_template: Site, tmp_path: Path) -> Site:
    """A folder of the test's own, with an empty store."""
    return open_template.copy_to(tmp_path / "site")


@pytest.fixture(scope="module")
def shared(open_template: Site) -> Iterator[Gateway]:
    """A gateway that a test leaves as it found it."""
    with open_template.serve(LIMITS__SHUTDOWN_SECONDS="1") as gateway:
        yield gateway


@pytest.fixture
def peer(open_template: Site, shared: Gateway) -> Callable[[str], Caller]:
    return lambda name: Caller(shared.url, open_template.tokens[name])


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
