"""Skills for the inbox's tests."""

import asyncio
from typing import Any

from pydantic import BaseModel

from gateway.skillkit import Message, Role, Skill, SkillContext, TextPart, skill


class Order(BaseModel):
    product: str
    qty: int


@skill()
async def echo(ctx: SkillContext) -> Any:
    """Give back what came."""
    return dict(ctx.arguments)


@skill()
async def order(ctx: SkillContext, args: Order) -> dict[str, Any]:
    """Order something."""
    return {"ordered": args.product, "qty": args.qty}


@skill(scope="internal")
async def payroll(ctx: SkillContext) -> str:
    """Not for peers."""
    return "salaries"


@skill(trust="approve")
async def pay(ctx: SkillContext) -> str:
    """Needs a human."""
    return "paid"


@skill()
async def ask_colour(ctx: SkillContext) -> str:
    """Ask one thing."""
    if ctx.answer is None:
        await ctx.ask("Which colour?")
    return f"{ctx.answer} it is"


@skill()
async def greet(ctx: SkillContext) -> Message:
    """Answer without a task."""
    return Message(id="greeting", role=Role.AGENT, parts=(TextPart("hello"),))


@skill()
async def explode(ctx: SkillContext) -> None:
    """Fail."""
    raise ValueError("the secret inside")


def gated(gate: asyncio.Event, runs: list[str], **options: Any) -> Skill:
    """A skill that notes each run and then waits for the gate."""

    @skill(name="gated", **options)
    async def wait(ctx: SkillContext) -> dict[str, int]:
        """Wait for the gate."""
        runs.append(ctx.message.id)
        await gate.wait()
        return {"runs": len(runs)}

    return wait
