"""Skills that are no coroutines, so they may block."""

import threading
import time
from pathlib import Path

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill


@skill()
def plain(ctx: SkillContext) -> dict[str, bool]:
    """Say whether this runs beside the event loop."""
    return {"beside_the_loop": threading.current_thread() is not threading.main_thread()}


@skill()
def stuck(ctx: SkillContext) -> None:
    """Block for longer than anyone waits."""
    time.sleep(3600)


class File(BaseModel):
    path: Path


@skill(timeout=0.2)
def reading(ctx: SkillContext, args: File) -> dict[str, int]:
    """Read a file; a pipe that nobody writes to keeps it for ever."""
    return {"bytes": len(args.path.read_bytes())}
