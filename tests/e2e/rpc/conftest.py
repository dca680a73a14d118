import pytest

from tests.e2e.caller import Caller
from tests.e2e.conftest import As
from tests.e2e.rpc.rpc import VERSIONS, Rpc


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def peer(acme: Caller, version: str) -> Rpc:
    """acme, in one version and then in the other."""
    return Rpc(acme, version)


@pytest.fixture
def rival(as_peer: As, version: str) -> Rpc:
    """Another peer, which may see nothing of acme's."""
    return Rpc(as_peer("rival"), version)
