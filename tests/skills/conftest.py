"""The bundled skills, run as the gateway runs them: arguments checked, then the function."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import BaseModel

from gateway.core.json import Json
from gateway.skillkit.load import load_skills
from tests.desk import context

FOLDER = Path(__file__).parents[2] / "skills"

Run = Callable[..., Awaitable[Json]]


@pytest.fixture(scope="session")
def run() -> Run:
    """``await run("get_quote", product=…, qty=…)`` gives the result as JSON."""
    skills = load_skills([FOLDER])

    async def run(name: str, **arguments: Json) -> Json:
        skill = skills[name]
        args = skill.read_arguments(arguments)
        ctx = context(arguments)
        result = await (skill.function(ctx) if args is None else skill.function(ctx, args))
        return result.model_dump(mode="json") if isinstance(result, BaseModel) else result

    return run
