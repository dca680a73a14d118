"""The skills of a peer that carries ours out."""

import asyncio
from typing import Any

from pydantic import BaseModel

from gateway.core.message import UrlPart, text_of
from gateway.skillkit import Artifact, DataPart, RawPart, SkillContext, TextPart, skill
from tests.delegate.shared import SHARED


class Order(BaseModel):
    product: str
    qty: int


@skill(tags=("buying",))
async def order(ctx: SkillContext, args: Order) -> dict[str, Any]:
    """Order something there."""
    SHARED.runs.append("order")
    return {"ordered": args.product, "qty": args.qty}


@skill()
async def draw(ctx: SkillContext) -> list[Artifact]:
    """Give all that an answer can hold."""
    numbers = DataPart({"five": 5, "five_point": 5.0, "big": 2**63 - 1, "word": "fjäll 🏔"})
    drawing = RawPart(b"\x00\xff\x89PNG", media_type="image/png", filename="a.png")
    link = UrlPart("https://files.example/b.pdf", media_type="application/pdf")
    return [
        Artifact("numbers", (numbers, TextPart("said")), name="Numbers", description="All"),
        Artifact("files", (drawing, link), metadata={"pages": 2}),
    ]


@skill()
async def echo_parts(ctx: SkillContext) -> Artifact:
    """Give back the files and what was said."""
    SHARED.contexts.append(ctx.task.context_id)
    files = tuple(part for part in ctx.message.parts if isinstance(part, RawPart))
    said = DataPart({"arguments": ctx.arguments, "text": text_of(ctx.message.parts)})
    return Artifact("back", (said, *files))


@skill()
async def ask_colour(ctx: SkillContext) -> str:
    """Ask one thing."""
    SHARED.runs.append(ctx.task.id)
    if ctx.answer is None:
        await ctx.ask("Which colour?")
    return f"{ctx.answer} it is"


@skill()
async def ask_for_a_file(ctx: SkillContext) -> Artifact:
    """Ask for a file, and give it back."""
    if ctx.answer is None:
        await ctx.ask("Which file?")
    files = tuple(part for part in ctx.message.parts if isinstance(part, RawPart))
    return Artifact("file", (TextPart(ctx.answer or ""), *files))


@skill()
async def say_no(ctx: SkillContext) -> str:
    """Decline."""
    ctx.decline("sold out", restock="2027-01")


@skill()
async def explode(ctx: SkillContext) -> str:
    """Fail."""
    SHARED.runs.append("explode")
    raise ValueError("the canary of the vendor")


@skill()
async def write_slowly(ctx: SkillContext) -> None:
    """Hand out a text in chunks, and wait in between."""
    await ctx.progress("opening the book")
    book = await ctx.artifact("one ", artifact_id="book", name="Book")
    await SHARED.gate.wait()
    await ctx.artifact("two", artifact_id=book, append=True, last=True)


@skill()
async def hang(ctx: SkillContext) -> str:
    """Take for ever, unless the gate is opened."""
    SHARED.runs.append(ctx.message.id)
    try:
        await SHARED.gate.wait()
    except asyncio.CancelledError:
        SHARED.canceled.append(ctx.task.id)
        raise
    return "opened"


@skill()
async def break_off(ctx: SkillContext) -> str:
    """Show a part, and fail."""
    SHARED.runs.append("break_off")
    await ctx.artifact("half of it", artifact_id="half")
    await ctx.progress("and then")
    raise ValueError("no more")


@skill()
async def chat(ctx: SkillContext) -> str:
    """Answer words."""
    SHARED.contexts.append(ctx.task.context_id)
    return f"heard {ctx.arguments['text']}"
