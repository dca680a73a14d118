"""One request through the client, with what a test does not name the same for all."""

from gateway.net import Reach
from gateway.net.client import HttpAnswer, HttpClient, HttpRequest
from tests.net.servers import LOOPBACK


async def get(
    client: HttpClient,
    url: str,
    reach: Reach = LOOPBACK,
    *,
    seconds: float = 60,
    max_bytes: int = 10_000,
) -> HttpAnswer:
    request = HttpRequest("POST", url, b"{}", {"Content-Type": "application/json"})
    return await client.send(request, reach, seconds=seconds, max_bytes=max_bytes)
