"""Each peer's own card: the skills that it may use, over every binding, for its eyes alone."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.types import GetExtendedAgentCardRequest
from a2a.utils.signing import create_signature_verifier
from jwt import PyJWK

from gateway.core.card import SKILLS_EXTENSION
from tests.e2e.caller import Answer, Caller
from tests.e2e.conftest import As
from tests.e2e.say import rpc
from tests.e2e.site import Site

ONLY_IN_10 = {"supportedInterfaces", "securityRequirements"}
ASKING: dict[str, Callable[[Caller], Answer]] = {
    "1.0": lambda caller: caller.post(rpc("GetExtendedAgentCard", {}), A2A_Version="1.0"),
    "0.3": lambda caller: caller.post(rpc("agent/getAuthenticatedExtendedCard", None)),
    "rest 1.0": lambda caller: caller.get("/a2a/extendedAgentCard", A2A_Version="1.0"),
    "rest 0.3": lambda caller: caller.get("/a2a/v1/card"),
}


@pytest.fixture(params=ASKING)
def binding(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(answer: Answer, binding: str) -> Any:
    assert answer.status == 200, answer.body
    return answer.json if binding.startswith("rest") else answer.result


def skills_of(card: Any) -> set[str]:
    return {skill["id"] for skill in card["skills"]}


def schemas_of(card: Any) -> dict[str, Any]:
    extensions = card["capabilities"]["extensions"]
    found = next(entry for entry in extensions if entry["uri"] == SKILLS_EXTENSION)
    return dict(found["params"]["skills"])


def test_a_peer_sees_what_it_may_use(as_peer: As, binding: str) -> None:
    limited = read(ASKING[binding](as_peer("limited")), binding)
    acme = read(ASKING[binding](as_peer("acme")), binding)

    assert skills_of(limited) == {"echo"}
    assert skills_of(acme) >= {"echo", "get_quote", "chat"}
    assert "house_keys" not in skills_of(acme)
    assert (acme.keys() >= ONLY_IN_10) is binding.endswith("1.0")


def test_each_skill_comes_with_its_schemas(as_peer: As, binding: str) -> None:
    schemas = schemas_of(read(ASKING[binding](as_peer("acme")), binding))

    assert "product" in schemas["get_quote"]["inputSchema"]["properties"]
    assert "price_cents" in schemas["get_quote"]["outputSchema"]["properties"]
    assert "inputSchema" in schemas["chat"]


def test_nobody_between_us_may_keep_it(acme: Caller, binding: str) -> None:
    assert ASKING[binding](acme).headers["Cache-Control"] == "private, no-store"


def test_a_stranger_gets_none(stranger: Caller, binding: str) -> None:
    assert ASKING[binding](stranger).status == 401


def test_switched_off_it_is_refused_and_not_promised(site: Site, binding: str) -> None:
    with site.serve(AGENT__CAPABILITIES='{"extended_card": false}') as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        answer = ASKING[binding](acme)
        card = acme.get("/.well-known/agent-card.json").json

    assert b"UNSUPPORTED_OPERATION" in answer.body
    assert answer.status == (400 if binding.startswith("rest") else 200)
    assert card["capabilities"]["extendedAgentCard"] is False
    assert card["supportsAuthenticatedExtendedCard"] is False


async def test_the_official_client_verifies_both_cards(site: Site) -> None:
    site.json("keys", "new")
    with site.serve() as gateway:
        jwks = Caller(gateway.url).get("/.well-known/jwks.json").json
        keys = {key["kid"]: PyJWK(key) for key in jwks["keys"]}
        verify = create_signature_verifier(lambda kid, _: keys[kid or ""], ["ES256"])
        headers = {"Authorization": f"Bearer {site.tokens['limited']}", "A2A-Version": "1.0"}
        async with httpx.AsyncClient(headers=headers, timeout=30) as http:
            card = await A2ACardResolver(http, gateway.url).get_agent_card(
                signature_verifier=verify
            )
            client = ClientFactory(ClientConfig(httpx_client=http)).create(card)
            extended = await client.get_extended_agent_card(
                GetExtendedAgentCardRequest(), signature_verifier=verify
            )

    assert {skill.id for skill in extended.skills} == {"echo"}
