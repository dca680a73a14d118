"""``failing`` has a bug, with a secret in its message; ``broken`` has one in its arguments."""

from typing import Any

from pydantic import BaseModel, model_validator

from gateway.skillkit import SkillContext, skill


class Broken(BaseModel):
    """Cannot be read, whatever it is given."""

    @model_validator(mode="before")
    @classmethod
    def divide(cls, _: Any) -> Any:
        return 1 / 0


@skill()
async def failing(ctx: SkillContext) -> None:
    """Fail."""
    raise RuntimeError("the database password is hunter2")


@skill()
async def broken(ctx: SkillContext, args: Broken) -> None:
    """Never begin."""
