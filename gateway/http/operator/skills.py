"""The skills that are loaded, those for our own agents too."""

from aiohttp import web

from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_query
from gateway.http.respond import json_response
from gateway.http.skill_view import write_skill


async def list_skills(request: web.Request) -> web.Response:
    """``default_skill`` is the one that answers what names none."""
    read_query(request)
    services = request.app[SERVICES]
    return json_response(
        {
            "skills": [write_skill(skill) for skill in services.skills.values()],
            "default_skill": services.live.settings.agent.default_skill,
        }
    )
