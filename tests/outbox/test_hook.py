"""Which addresses a webhook may have."""

import pytest

from gateway.core.errors import EgressDenied
from gateway.net import Reach
from gateway.outbox.hook import check_hook

OURS = ("https://gate.example", "http://127.0.0.1:8080")
OPEN = Reach.of(["127.0.0.0/8", "10.0.0.0/8", "::1/128"], plain_http=True)


@pytest.mark.parametrize("url", ["https://acme.example/hook?a=1", "https://acme.example:8443/"])
def test_a_public_name_over_https_is_fine(url: str) -> None:
    check_hook(url, Reach(), OURS)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://acme.example/hook", "https"),
        ("ftp://acme.example/hook", "https"),
        ("https://10.0.0.1/hook", "not public"),
        ("https://localhost/hook", "not public"),
        ("https://[::1]/hook", "not public"),
        ("https://2130706433/hook", "four decimal"),
        ("https://acme.example@10.0.0.1/", "user"),
        ("https://acme.example/\\evil", "backslash"),
        ("acme.example/hook", "https"),
    ],
)
def test_others_are_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(EgressDenied, match=why):
        check_hook(url, Reach(), OURS)


@pytest.mark.parametrize(
    "url",
    [
        "https://gate.example/a2a",
        "https://GATE.example.:443/other",
        "http://127.0.0.1:8080/a2a",
        "http://localhost:8080/a2a",
        "http://127.9.9.9:8080/a2a",
        "http://[::1]:8080/a2a",
    ],
)
def test_a_webhook_to_ourselves_is_refused(url: str) -> None:
    with pytest.raises(EgressDenied, match="own"):
        check_hook(url, OPEN, OURS)


def test_what_the_row_opens_is_fine() -> None:
    check_hook("http://10.0.0.1:8080/hook", OPEN, OURS)
    check_hook("http://127.0.0.1:8081/hook", OPEN, OURS)
