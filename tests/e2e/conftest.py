"""A site with peers of every kind, made once; a gateway on it that most tests share.

``gateway`` is left as it was found: a test that changes the config, or stops or kills its gateway,
takes ``site`` and serves its own.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.held import Held
from tests.e2e.site import Gateway, Site, make_site

# Tests take addresses of their own as if behind a proxy, none leaves work that is worth a wait, and
# what names no skill is answered by a known one.
SHARED = {
    "NET__TRUSTED_PROXIES": '["127.0.0.1/32"]',
    "LIMITS__SHUTDOWN_SECONDS": "1",
    "AGENT__DEFAULT_SKILL": "greeting",
}

As = Callable[[str], Caller]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = make_site(tmp_path_factory.mktemp("site"))
    site.add_peer("acme")
    site.add_peer("rival")
    site.add_peer("limited", "--skills", "echo")
    site.add_peer("flow", "--dialect", "flowwink")
    site.add_peer("terse", "--dialect", "native")
    site.add_peer("enveloped")
    site.edit_peer("enveloped", compat_envelope=True)
    for name in ("paused", "revoked"):
        site.add_peer(name)
        site.edit_peer(name, status=name)
    site.add_peer("expired")
    site.edit_token("expired", expires=datetime(2020, 1, 1, tzinfo=UTC))
    return site


@pytest.fixture
def site(template: Site, tmp_path: Path) -> Site:
    """A folder of the test's own, with an empty store."""
    return template.copy_to(tmp_path / "site")


@pytest.fixture(scope="session")
def gateway(template: Site) -> Iterator[Gateway]:
    with template.serve(**SHARED) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def as_peer(template: Site, gateway: Gateway) -> As:
    """``as_peer("acme")`` calls the shared gateway with that peer's token."""
    return lambda name: Caller(gateway.url, template.tokens[name])


@pytest.fixture
def acme(as_peer: As) -> Caller:
    return as_peer("acme")


@pytest.fixture
def stranger(gateway: Gateway) -> Caller:
    """Someone without a token, whose refusals use up nobody's tries."""
    return Caller(gateway.url, scattered=True)


@pytest.fixture
def held(tmp_path: Path) -> Held:
    return Held(tmp_path / "log", tmp_path / "gate")
