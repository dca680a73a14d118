"""Let in whom the endpoint's mark names (SECURITY: A); runs before any byte of the body is read."""

from ipaddress import ip_address, ip_network
from typing import Final, assert_never

from aiohttp import web

from gateway.auth import read_credential
from gateway.auth.tokens import is_token
from gateway.core.errors import RETRY_AFTER, RateLimited, Unauthenticated
from gateway.core.person import SENDER, name_local
from gateway.http.endpoint import ACTOR, CALLER, Audience, Endpoint
from gateway.http.local_user import find_local_user, is_over_socket_file
from gateway.wiring import Services

SIGNAL_HEADER: Final = "X-Signal-Token"
_FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


async def authenticate(request: web.Request, endpoint: Endpoint, services: Services) -> None:
    """Note the caller, or who acts for the operator.

    Raise Unauthenticated, or RateLimited after too many failures.
    """
    match endpoint.audience:
        case Audience.PEER:
            try:
                caller = services.live.roster.authenticate(_token(request), services.clock.now())
            except Unauthenticated:
                count_failure(request, services)
                raise
            request[CALLER] = caller
            services.health.note_called_us(caller.peer.name)
        case Audience.OPERATOR:
            request[ACTOR] = await _identify(request, services)
        case Audience.SIGNAL:
            request[ACTOR] = await _identify_sender(request, services)
        case Audience.LOCAL:
            if is_over_socket_file(request.transport) or not _is_local(request):
                request[ACTOR] = await _identify(request, services)
        case Audience.PUBLIC | Audience.WEBHOOK:
            pass
        case _:
            assert_never(endpoint.audience)


def client_address(request: web.Request, services: Services) -> str:
    """The address that the request came from; a configured proxy may name another."""
    address = request.remote or ""
    trusted = services.live.settings.net.trusted_proxies
    forwarded = request.headers.get("X-Forwarded-For")
    if not trusted or not forwarded or not _is_in(address, trusted):
        return address
    for hop in reversed([part.strip() for part in forwarded.split(",")]):
        if not _is_in(hop, trusted):
            return hop
    return address


def count_failure(request: web.Request, services: Services) -> None:
    """Raise RateLimited when the address has failed too often."""
    wait = services.attempts.fail(client_address(request, services), services.clock.now())
    if wait:
        raise RateLimited("too many wrong tokens or codes", metadata={RETRY_AFTER: str(wait)})


async def _identify(request: web.Request, services: Services) -> str:
    """Through the socket file a token is not needed; one that is sent there says who it is, and
    must be right: nobody shall decide under another name than they believe."""
    if is_over_socket_file(request.transport) and not _names_a_token(request):
        return name_local(find_local_user(request.transport))
    try:
        return await services.operator.identify(_token(request))
    except Unauthenticated:
        count_failure(request, services)
        raise


async def _identify_sender(request: web.Request, services: Services) -> str:
    """Flowwink's extension sends its token in two headers; its own is the one that counts."""
    given = request.headers.getall(SIGNAL_HEADER, ())
    token = read_credential((), given) if given else _token(request)
    known = services.live.settings.signals.token_hash
    if known is not None and is_token(token, known):
        return SENDER
    try:
        return await services.operator.identify(token)
    except Unauthenticated:
        count_failure(request, services)
        raise


def _names_a_token(request: web.Request) -> bool:
    return "Authorization" in request.headers or "X-API-Key" in request.headers


def _token(request: web.Request) -> str:
    headers = request.headers
    return read_credential(headers.getall("Authorization", ()), headers.getall("X-API-Key", ()))


def _is_local(request: web.Request) -> bool:
    # A proxy on this machine speaks for others, and says so.
    if any(name in request.headers for name in _FORWARDING):
        return False
    address = request.remote
    if address is None:
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _is_in(address: str, networks: tuple[str, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in ip_network(network) for network in networks)
