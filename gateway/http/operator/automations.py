"""What happens by itself: the automations with what runs when, and a run that is wanted now."""

from typing import Any

from aiohttp import web

from gateway.auth.credentials import origin_text
from gateway.automations import AutomationView, RunView
from gateway.core.clock import iso_from_ms
from gateway.core.json import Json, decode_own
from gateway.dialects.lenient.fields import read_name
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_query
from gateway.http.operator.refuse import absent
from gateway.http.operator_call import read_members
from gateway.http.respond import json_response


async def list_automations(request: web.Request) -> web.Response:
    """In the order of the config."""
    read_query(request)
    views = await request.app[SERVICES].automations.list_all()
    return json_response({"automations": [_write(view) for view in views]})


async def run_automation(request: web.Request) -> web.Response:
    """``{notice?}`` → ``{run}``, the id of the run that begins now, also of one that is switched
    off. With the id of a notice it is run as if that had just come.
    """
    wire = await read_members(request, "notice")
    automations, name = request.app[SERVICES].automations, request.match_info["name"]
    return json_response({"run": await automations.run(name, read_name(wire, "notice"))})


async def show_run(request: web.Request) -> web.Response:
    """One run, with what set it off and what came of it."""
    services, run_id = request.app[SERVICES], request.match_info["id"]
    run = await services.automations.find_run(run_id)
    if run is None:
        return absent("no automation has a run with this id")
    activity = run.activity
    more = {
        "input": None if activity is None else _load(activity.input),
        "output": None if activity is None else _load(activity.output),
    }
    return json_response({**_write_run(run), **more})


def _write(view: AutomationView) -> dict[str, Any]:
    """Of a webhook the origin is shown: its path may be a secret."""
    row = view.row
    return {
        "name": row.name,
        "enabled": row.enabled,
        "on": row.on,
        "where": [
            {"field": condition.field, "op": condition.op.value, "value": condition.value}
            for condition in row.as_trigger().where
        ],
        "match": row.match,
        "min_count": row.min_count,
        "window": row.window,
        "cron": row.cron,
        "timezone": row.timezone if row.cron else "",
        "skill": row.skill or "",
        "peer": row.peer or "",
        "webhook": origin_text(row.url) if row.url else "",
        "next_at": None if view.next_at is None else iso_from_ms(view.next_at),
        "last_run": None if view.last is None else _write_run(view.last),
    }


def _write_run(run: RunView) -> dict[str, Any]:
    """``next_at`` is when one that waits begins, or is tried again."""
    return {
        "id": run.id,
        "at": iso_from_ms(run.at),
        "status": run.status,
        "error": run.error,
        "tries": 0 if run.delivery is None else run.delivery.tries,
        "next_at": None if run.next_at is None else iso_from_ms(run.next_at),
    }


def _load(text: str) -> Json:
    return decode_own(text.encode()) if text else None
