from collections.abc import Callable

import pytest

from tests.e2e.caller import Caller
from tests.e2e.rest.rest import VERSIONS, Rest

As = Callable[[str], Caller]


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def rest(acme: Caller, version: str) -> Rest:
    """acme, in one version and then in the other."""
    return Rest(acme, version)


@pytest.fixture
def rival(as_peer: As, version: str) -> Rest:
    """Another peer, which may see nothing of acme's."""
    return Rest(as_peer("rival"), version)
