"""Everyone's tasks: a page of them, one with its document and history, and its end."""

from typing import Any, Final

from aiohttp import web

from gateway.core.clock import iso_from_ms
from gateway.core.document import write_task
from gateway.core.errors import TaskNotCancelable, TaskNotFound
from gateway.core.flatten import flatten
from gateway.core.json import decode
from gateway.core.task import TaskState
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_choice, read_page, read_query, write_rows
from gateway.http.operator.refuse import absent, conflict
from gateway.http.respond import json_response
from gateway.store.records import TaskRecord
from gateway.store.task_query import TaskQuery

_NO_TASK: Final = "no task has this id"
_CANCELED: Final = "Canceled by the operator."


async def list_tasks(request: web.Request) -> web.Response:
    """Those that changed last come first; by ``state``, ``peer``, ``skill`` and ``context``."""
    filters = ("state", "peer", "skill", "context")
    query = read_query(request, *filters, "limit", "before", "before_id")
    limit, before, before_id = read_page(request, query)
    page = await request.app[SERVICES].tenant.list_tasks(
        TaskQuery(
            peer=query["peer"],
            context_id=query["context"],
            skill=query["skill"],
            state=read_choice(query["state"], "state", TaskState),
            before=before,
            before_id=before_id,
            limit=limit,
        )
    )
    return json_response(
        write_rows(
            "tasks", page.records, page.has_more, _write, lambda row: (row.updated_at, row.task.id)
        )
    )


async def show_task(request: web.Request) -> web.Response:
    """One task, with its A2A document as ``task``."""
    record = await request.app[SERVICES].tenant.find_task(request.match_info["id"])
    return absent(_NO_TASK) if record is None else json_response(_write_whole(record))


async def cancel_task(request: web.Request) -> web.Response:
    """The task as ``show_task`` writes it, once it is canceled; 409 for one that has ended."""
    services, task_id = request.app[SERVICES], request.match_info["id"]
    try:
        await services.inbox.cancel(task_id, _CANCELED)
    except TaskNotFound:
        return absent(_NO_TASK)
    except TaskNotCancelable as refusal:
        return conflict(refusal.message)
    return await show_task(request)


def _write(record: TaskRecord) -> dict[str, Any]:
    """``dialect`` is the one it was started in, ``said`` what its status says."""
    task, message = record.task, record.task.status.message
    return {
        "id": task.id,
        "state": task.state.value,
        "peer": record.peer,
        "skill": record.skill,
        "context_id": task.context_id,
        "dialect": record.made_in,
        "alias": record.alias,
        "created_at": iso_from_ms(record.created_at),
        "updated_at": iso_from_ms(record.updated_at),
        "said": flatten(message.parts) if message is not None else "",
    }


def _write_whole(record: TaskRecord) -> dict[str, Any]:
    contract = decode(record.contract.encode()) if record.contract else None
    return {**_write(record), "response_schema": contract, "task": write_task(record.task)}
