"""Two verifiers of signed cards that are not ours: the official SDK's, and joserfc on its own.

Both have the keys beforehand, from the JWKS, and take none that a card names.
"""

import warnings
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import joserfc.jws
import rfc8785
from a2a.client.card_resolver import parse_agent_card
from a2a.utils.signing import create_signature_verifier
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet
from jwt import PyJWK

ALGORITHMS = ["ES256", "EdDSA"]


def verify_with_sdk(wire: Mapping[str, Any], jwks: Mapping[str, Any]) -> None:
    """Raise what the SDK raises unless one signature of the card holds."""
    keys = {key["kid"]: PyJWK(key) for key in jwks["keys"]}
    verify = create_signature_verifier(lambda kid, jku: keys[str(kid)], ALGORITHMS)
    # It changes what it parses.
    verify(parse_agent_card(deepcopy(dict(wire))))


def verify_with_joserfc(wire: Mapping[str, Any], jwks: Mapping[str, Any]) -> None:
    """As the specification has it (8.4.3): without defaults, canonical, any signature that holds.

    Raise BadSignatureError where none does.
    """
    card = deepcopy(dict(wire))
    signatures = card.pop("signatures")
    card["securityRequirements"] = [{"schemes": {"bearer": {}}}]
    if not any(_holds(signature, rfc8785.dumps(card), jwks) for signature in signatures):
        raise BadSignatureError


def _holds(signature: Mapping[str, Any], payload: bytes, jwks: Mapping[str, Any]) -> bool:
    value = f"{signature['protected']}..{signature['signature']}"
    keys = KeySet.import_key_set(dict(jwks))
    try:
        with warnings.catch_warnings():
            # It warns of the name EdDSA, which RFC 9864 replaces and today's verifiers know.
            warnings.simplefilter("ignore")
            joserfc.jws.deserialize_compact(value, keys, payload=payload, algorithms=ALGORITHMS)
    except BadSignatureError:
        return False
    return True
