"""The one middleware: it knows each route's endpoint and lets in whom its mark names."""

from collections.abc import Mapping

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from gateway.core.errors import GatewayError
from gateway.http.browsers import MAY_READ
from gateway.http.endpoint import HEADERS, REQUEST_ID, Endpoint
from gateway.http.middleware.authenticate import authenticate
from gateway.http.middleware.errors import write_http_error, write_unexpected
from gateway.http.middleware.expect import ask_for_body
from gateway.http.middleware.limits import check_body, check_head
from gateway.http.middleware.request_id import read_request_id
from gateway.http.turns import take_turn
from gateway.wiring import Services


def make_edge(services: Services, endpoints: Mapping[web.AbstractRoute, Endpoint]) -> Middleware:
    """The middleware for these routes; what is no route is answered 404 or 405."""

    @web.middleware
    async def edge(request: web.Request, handler: Handler) -> web.StreamResponse:
        request_id = request[REQUEST_ID] = read_request_id(request, services.clock)
        headers = request[HEADERS] = {"X-Request-Id": request_id}
        endpoint = endpoints.get(request.match_info.route)
        response: web.StreamResponse
        if endpoint is not None and endpoint.is_for_browsers:
            headers.update(MAY_READ)
        try:
            limits = services.live.settings.limits
            check_head(request, limits)
            if endpoint is not None:
                # A stranger hears first that they are one, whatever they bring.
                await authenticate(request, endpoint, services)
                check_body(request, limits)
                await take_turn(request)
                if hdrs.EXPECT in request.headers:
                    await ask_for_body(request)
            response = await handler(request)
        except (GatewayError, web.HTTPException) as error:
            response = write_http_error(error, request, endpoint)
        except Exception as error:  # noqa: BLE001
            response = write_unexpected(error, services.log, request_id)
        if not response.prepared:
            response.headers.update(headers)
        return response

    return edge
