"""The models of the Responses API: the agent, and each skill that this peer may use.

One that it may not use is answered as one that there is none of.
"""

from typing import Any, Final

from aiohttp import web

from gateway.core.errors import SkillNotFound
from gateway.dialects.base import WireRequest
from gateway.dialects.responses import AGENT_MODEL, SKILL_MODEL
from gateway.dialects.responses.error import write_error
from gateway.http.endpoint import CALLER, SERVICES
from gateway.http.respond import json_response, wire_response

MODELS_PATHS: Final = ("/v1/models",)
MODEL_PATHS: Final = ("/v1/models/{model:.+?}",)


async def list_models(request: web.Request) -> web.Response:
    data = [_write(request, name) for name in _names(request)]
    return json_response({"object": "list", "data": data})


async def get_model(request: web.Request) -> web.Response:
    name = request.match_info["model"]
    if name not in _names(request):
        wire = WireRequest("GET", request.path, {"model": name})
        return wire_response(write_error(wire, SkillNotFound()))
    return json_response(_write(request, name))


def _names(request: web.Request) -> list[str]:
    services = request.app[SERVICES]
    offers = services.live.offers(request[CALLER].name, services.skills.values())
    skills = sorted(skill.name for skill in offers)
    agent = [AGENT_MODEL] if services.live.settings.agent.default_skill in skills else []
    return [*agent, *(SKILL_MODEL + skill for skill in skills)]


def _write(request: web.Request, name: str) -> dict[str, Any]:
    owner = request.app[SERVICES].live.settings.agent.name
    return {"id": name, "object": "model", "created": 0, "owned_by": owner}
