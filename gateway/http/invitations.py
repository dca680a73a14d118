"""Where an invitation of ours is accepted, and where invited peers tell us of new tokens.

Source: docs/invite.md. The code in the path is the only credential, so it is looked up before a
byte of the body is read, and what is no good code is no path (SECURITY: P5, A7).
"""

from aiohttp import web

from gateway.dialects.lenient.fields import read_object, read_text
from gateway.http.body import check_json, read_body, read_json
from gateway.http.endpoint import CALLER, SERVICES
from gateway.http.middleware.authenticate import count_failure
from gateway.http.respond import bytes_response, json_response
from gateway.peers import InvitationNotFound

_PRIVATE = {"Cache-Control": "no-store"}


async def accept_invitation(request: web.Request) -> web.Response:
    """An Introduction → our own."""
    services, code = request.app[SERVICES], request.match_info["code"]
    invitations, limits = services.partners.invitations, services.live.settings.limits
    try:
        await invitations.get(code)
        check_json(request)
        body = await read_body(request, limits)
        answer = await invitations.take(code, body, limits.json_depth)
    except InvitationNotFound:
        count_failure(request, services)
        raise web.HTTPNotFound from None
    return bytes_response(answer, headers=_PRIVATE)


async def take_token(request: web.Request) -> web.Response:
    """``{token}``: what we call this peer with from now on. For invited peers; others find no
    such path.
    """
    services, name = request.app[SERVICES], request[CALLER].name
    wire = read_object(await read_json(request, services.live.settings.limits), "the body")
    token = read_text(wire, "token")
    is_ours = services.live.is_in_file(name)
    if is_ours or not await services.partners.managed.take_announced(name, token):
        raise web.HTTPNotFound
    return json_response({"kept": True}, headers=_PRIVATE)
