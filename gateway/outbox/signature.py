"""The signature on what is sent to a webhook, by the rules of Standard Webhooks (version 1).

It is made with what the receiver gave us and nobody else knows: the config's token, else its
credentials. A text that begins with ``whsec_`` is a Standard Webhooks secret, the key in base64;
of any other the UTF-8 bytes are the key.
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from typing import Final

_PREFIX: Final = "whsec_"


def sign(secret: str, delivery_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of one try, made at ``seconds`` since the epoch; unsigned for the secret ""."""
    headers = {"webhook-id": delivery_id, "webhook-timestamp": str(seconds)}
    if secret:
        signed = b"%s.%d.%s" % (delivery_id.encode(), seconds, body)
        digest = hmac.digest(_key_of(secret), signed, "sha256")
        headers["webhook-signature"] = f"v1,{b64encode(digest).decode()}"
    return headers


def _key_of(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        text = secret.removeprefix(_PREFIX)
        try:
            return b64decode(text + "=" * (-len(text) % 4), validate=True) or secret.encode()
        except binascii.Error:
            pass
    return secret.encode()
