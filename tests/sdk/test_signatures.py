"""The JavaScript SDK verifies our card; that of Python does so in ``tests/e2e``."""

import json
import subprocess
from typing import Any

import pytest

from tests.e2e.caller import Caller
from tests.e2e.site import Gateway, Site
from tests.sdk.client import ANSWER_SECONDS, JS
from tests.sdk.installed import copy_to, node_with


def verify(card: Any, jwks: Any) -> Any:
    """What the SDK's verifier says."""
    script = copy_to(node_with(JS["1.0"], "js-1.0"), "verify_card.mjs")
    done = subprocess.run(
        ["node", script],
        input=json.dumps({"card": card, "jwks": jwks}),
        capture_output=True,
        text=True,
        timeout=ANSWER_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
def test_the_javascript_sdk_takes_our_card(
    partner_site: Site, partner_gateway: Gateway, algorithm: str
) -> None:
    kid = partner_site.json("keys", "new", "--algorithm", algorithm)["kid"]
    stranger = Caller(partner_gateway.url)

    card = stranger.get("/.well-known/agent-card.json", A2A_Version="1.0").json
    jwks = stranger.get("/.well-known/jwks.json").json
    partner_site.json("keys", "retire", kid)

    assert verify(card, jwks) == {"verified": True}
    assert "error" in verify({**card, "description": "Another."}, jwks)
