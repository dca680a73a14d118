"""What only asks to be received waits for the head of the answer, and not for what it says."""

import pytest

from gateway.core.errors import EgressDenied, InvalidAgentResponse, PeerTimeout
from gateway.net import Reach
from gateway.net.client import HttpClient, HttpRequest
from tests.net.servers import LOOPBACK, Answer, forever, never, ok, says, serve

REQUEST = ("POST", b"{}", {"Content-Type": "application/json"})


def request(url: str) -> HttpRequest:
    method, body, headers = REQUEST
    return HttpRequest(method, url, body, headers)


@pytest.mark.parametrize(
    "answer",
    [
        says(ok(b"thanks")),
        says(ok(b"\x1f\x8b\x08", b"Content-Encoding: gzip")),
        forever(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n", b"x" * 1000),
        forever(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", b""),
    ],
    ids=["short", "compressed", "huge", "slow"],
)
async def test_the_head_is_enough(client: HttpClient, answer: Answer) -> None:
    async with serve(answer) as url:
        told = await client.tell(request(url), LOOPBACK, seconds=60)
    assert (told.status, told.body) == (200, b"")


async def test_a_redirect_is_not_followed(client: HttpClient) -> None:
    async with serve(says(b"HTTP/1.1 307 No\r\nLocation: /elsewhere\r\n\r\n")) as url:
        with pytest.raises(InvalidAgentResponse, match="redirect"):
            await client.tell(request(url), LOOPBACK, seconds=60)


async def test_the_rules_of_where_and_how_long_are_the_same(client: HttpClient) -> None:
    async with serve(never) as url:
        with pytest.raises(PeerTimeout):
            await client.tell(request(url), LOOPBACK, seconds=0.05)
        with pytest.raises(EgressDenied):
            await client.tell(request(url), Reach(plain_http=True), seconds=60)
