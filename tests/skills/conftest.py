"""The bundled skills, run as the gateway runs them: arguments checked, then the function."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from pydantic import BaseModel

from gateway.core.json import Json
from gateway.skillkit.load import load_skills
from tests.desk import Desk, context

FOLDER = Path(__file__).parents[2] / "skills"

Run = Callable[..., Awaitable[Json]]


@pytest.fixture(scope="session")
def run() -> Run:
    """``await run("get_quote", product=…, qty=…)`` gives the result as JSON; ``asked`` is the
    contract of the call."""
    skills = load_skills([FOLDER])

    async def run(
        name: str, *, asked: Json = None, desk: Desk | None = None, **arguments: Json
    ) -> Json:
        skill = skills[name]
        args = skill.read_arguments(arguments)
        ctx = replace(context(arguments, desk), contract=asked)
        result = await (skill.function(ctx) if args is None else skill.function(ctx, args))
        return result.model_dump(mode="json") if isinstance(result, BaseModel) else result

    return run
