import pytest

from gateway.core.json import Json, decode
from gateway.outbox.redact import redacted, redacted_headers

TOKEN = 'a/b+c"d=='


@pytest.mark.parametrize(
    "said",
    [
        rb'"you sent a/b+c\"d== here"',
        rb'{"error": {"text": "a\/b+c\u0022d=="}}',
        rb'[[{"\u0061/b+c\"d==": 1}]]',
        rb'{"kind": "text", "text": "a\u002fb+c\"d==a\/b+c\"d=="}',
    ],
    ids=["plain", "slash", "name", "escape"],
)
def test_a_token_is_found_however_json_spells_it(said: bytes) -> None:
    text = repr(redacted(decode(said), TOKEN))
    assert "[redacted]" in text
    assert "b+c" not in text


@pytest.mark.parametrize("value", [None, 1, True, "", [], {"a": ["b", 1.5, None]}])
@pytest.mark.parametrize("token", [TOKEN, ""])
def test_all_else_is_left_as_it_is(value: Json, token: str) -> None:
    assert redacted(value, token) == value


def test_a_header_may_send_it_back_too() -> None:
    headers = {"X-Seen": f"Bearer {TOKEN}", "Other": "thing"}
    assert redacted_headers(headers, TOKEN) == {"X-Seen": "Bearer [redacted]", "Other": "thing"}
    assert redacted_headers(headers, "") is headers
