"""What we sign, another library verifies (SECURITY: H)."""

import time

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from gateway.outbox.signature import sign

BODY = '{"said":"zwölf Stück"}'.encode()
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def signed(secret: str) -> dict[str, str]:
    return sign(secret, "delivery-1", int(time.time()), BODY)


@pytest.mark.parametrize("secret", [SECRET, SECRET[:-2]], ids=["padded", "unpadded"])
def test_a_standard_secret_is_the_key_that_it_encodes(secret: str) -> None:
    headers = signed(secret)
    assert headers["webhook-id"] == "delivery-1"
    assert Webhook(secret).verify(BODY, headers) == {"said": "zwölf Stück"}


@pytest.mark.parametrize("token", ["my-token", "whsec_", "whsec_not base64!"])
def test_of_any_other_token_its_bytes_are_the_key(token: str) -> None:
    assert Webhook(token.encode()).verify(BODY, signed(token))


@pytest.mark.parametrize(
    "change",
    [
        lambda headers: headers | {"webhook-id": "delivery-2"},
        lambda headers: headers | {"webhook-timestamp": str(int(time.time()) + 1)},
    ],
)
def test_what_was_changed_does_not_verify(change: object) -> None:
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, change(signed(SECRET)))
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY + b" ", signed(SECRET))
    with pytest.raises(WebhookVerificationError):
        Webhook(b"another").verify(BODY, signed(SECRET))


def test_without_a_secret_there_is_no_signature() -> None:
    assert signed("").keys() == {"webhook-id", "webhook-timestamp"}
