"""What waits for a human's yes: a page of it, one in full, and the decision.

Who decides is whoever's token it is: nothing in the body or the headers says so.
"""

from typing import Final

from aiohttp import web

from gateway.core.approval import Approval, ApprovalState
from gateway.dialects.lenient.fields import read_name
from gateway.http.endpoint import ACTOR, SERVICES
from gateway.http.operator.approval_view import write_approval, write_whole
from gateway.http.operator.page import read_choice, read_page, read_query, write_page
from gateway.http.operator.refuse import absent
from gateway.http.operator_call import read_members
from gateway.http.respond import json_response
from gateway.store.approval import ApprovalQuery
from gateway.wiring import Services

_NO_APPROVAL: Final = "no approval has this id"
_MOST_NOTE: Final = 2_000


async def list_approvals(request: web.Request) -> web.Response:
    """What was asked for last comes first; by ``state``, ``peer``, ``task`` and how the id
    ``begins``."""
    query = read_query(request, "state", "peer", "task", "begins", "limit", "before", "before_id")
    limit, before, before_id = read_page(request, query)
    rows = await request.app[SERVICES].tenant.approvals.list_page(
        ApprovalQuery(
            state=read_choice(query["state"], "state", ApprovalState),
            peer=query["peer"],
            task_id=query["task"],
            begins=query["begins"],
            before=before,
            before_id=before_id,
            limit=limit + 1,
        )
    )
    return json_response(
        write_page("approvals", rows, limit, write_approval, lambda row: (row.asked_at, row.id))
    )


async def show_approval(request: web.Request) -> web.Response:
    """One, with all that is decided upon, and what the peer has said since."""
    services = request.app[SERVICES]
    approval = await services.tenant.approvals.find(request.match_info["id"])
    return absent(_NO_APPROVAL) if approval is None else await _respond(services, approval)


async def approve(request: web.Request) -> web.Response:
    """``{note?}``, which stays here. The approval, which waits on where two are needed; 409 where
    nothing is left to decide, or what is asked for cannot be carried out now.
    """
    services, note = request.app[SERVICES], await _read_note(request)
    approval_id, actor = request.match_info["id"], request[ACTOR]
    return await _respond(services, await services.approvals.approve(approval_id, actor, note))


async def reject(request: web.Request) -> web.Response:
    """``{note?}``, which the peer is told as the reason. The approval, whose task has ended."""
    services, note = request.app[SERVICES], await _read_note(request)
    approval_id, actor = request.match_info["id"], request[ACTOR]
    return await _respond(services, await services.approvals.reject(approval_id, actor, note))


async def _respond(services: Services, approval: Approval) -> web.Response:
    record = await services.tenant.find_task(approval.task_id)
    return json_response(write_whole(approval, record))


async def _read_note(request: web.Request) -> str:
    wire = await read_members(request, "note", hint=", and the token says who decides")
    return read_name(wire, "note", limit=_MOST_NOTE).strip()
