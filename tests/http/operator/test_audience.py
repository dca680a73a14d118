"""No operator endpoint lets anyone in but the operator: the matrix of routes and credentials."""

import pytest

from gateway.http.endpoint import Audience
from gateway.http.operator_api import PREFIX
from gateway.http.routes import ENDPOINTS
from tests.http.operator.conftest import OPERATOR, OUTBOUND, Office

ROUTES = [
    (method, path.replace("{", "").replace("}", ""))
    for endpoint in ENDPOINTS
    if endpoint.audience is Audience.OPERATOR
    for path in endpoint.paths
    for method in endpoint.methods
]
# A path with a pattern stands for many, as * does for methods; this is one that it matches.
PEERS_ROUTES = [
    (method.replace("*", "GET"), "/a2a/tasks" if "{" in path else path)
    for endpoint in ENDPOINTS
    if endpoint.audience is Audience.PEER
    for path in endpoint.paths
    for method in endpoint.methods
]


def test_everything_below_the_prefix_is_the_operators() -> None:
    for endpoint in ENDPOINTS:
        if any(path.startswith("/operator") for path in endpoint.paths):
            assert endpoint.audience is Audience.OPERATOR
    assert any(path.startswith(PREFIX) for _, path in ROUTES)


@pytest.mark.parametrize("token", ["", "token-of-acme", OUTBOUND, "pgop_wrong", OPERATOR + "x"])
async def test_nobody_else_is_let_in(office: Office, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    office.services.attempts.fail = lambda *_: 0  # type: ignore[method-assign]
    for method, path in ROUTES:
        async with office.client.request(method, path, headers=headers) as response:
            assert response.status == 401, (method, path)
            assert await response.json() == {"error": "unauthorized"}


async def test_the_operator_is_no_peer(office: Office) -> None:
    headers = {"Authorization": f"Bearer {OPERATOR}"}
    # There are more paths than an address may fail.
    office.services.attempts.fail = lambda *_: 0  # type: ignore[method-assign]
    for method, path in PEERS_ROUTES:
        async with office.client.request(method, path, headers=headers) as response:
            assert response.status in (401, 403), path


async def test_a_token_in_the_query_is_not_read(office: Office) -> None:
    async with office.client.get(f"/operator/v1/peers?token={OPERATOR}") as response:
        assert response.status == 401
