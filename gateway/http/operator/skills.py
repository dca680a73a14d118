"""The skills that are loaded, those for our own agents too."""

from typing import Any

from aiohttp import web

from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_query
from gateway.http.respond import json_response
from gateway.skillkit.declare import Skill


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


def write_skill(skill: Skill) -> dict[str, Any]:
    """``timeout`` is in seconds, null for the configured one; ``handlers`` are the peers that carry
    it out, none for a skill of our own.
    """
    return {
        "name": skill.name,
        "description": skill.description,
        "scope": skill.scope,
        "trust": skill.trust,
        "effect": skill.effect,
        "timeout": skill.timeout,
        "handlers": skill.handlers,
        "tags": skill.tags,
        "examples": skill.examples,
        "input_schema": skill.input_schema,
        "output_schema": skill.output_schema,
    }
