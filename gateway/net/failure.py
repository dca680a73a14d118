"""What went wrong on the way to a peer, as a GatewayError.

The words name neither addresses nor ports, for a peer may come to read them (SECURITY: D6).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from gateway.core.errors import (
    EgressDenied,
    GatewayError,
    InvalidAgentResponse,
    PeerBusy,
    PeerTimeout,
    PeerUnreachable,
    PeerUntrusted,
)
from gateway.net.egress import TO_ALLOW


class Forbidden(OSError):
    """An address that may not be connected to; an OSError, so that the next one is tried."""


@asynccontextmanager
async def within(deadline: float) -> AsyncIterator[None]:
    """Wait on the network until then (the loop's time); raise what stands in the way.

    EgressDenied, PeerUntrusted or PeerUnreachable where nothing was sent, PeerTimeout or PeerBusy
    where no answer came, InvalidAgentResponse for one that cannot be taken.
    """
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except aiohttp.ConnectionTimeoutError:
        raise PeerUnreachable("no connection in time") from None
    except TimeoutError:
        raise PeerTimeout from None
    except (aiohttp.ClientError, ValueError) as error:
        raise _read_failure(error) from None


def _read_failure(error: Exception) -> GatewayError:
    match error:
        case aiohttp.ClientConnectorError(os_error=Forbidden()):
            return EgressDenied(f"it is not public; {TO_ALLOW}")
        case aiohttp.ClientConnectorCertificateError():
            return PeerUntrusted()
        case aiohttp.ClientConnectorError():
            return PeerUnreachable()
        case aiohttp.ClientConnectionError():
            return PeerBusy("it hung up before it answered")
        case aiohttp.ClientPayloadError():
            return InvalidAgentResponse("it broke off")
        case _:
            return InvalidAgentResponse("not HTTP")
