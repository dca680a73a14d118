"""``plain`` is no coroutine, so it may block."""

import threading

from gateway.skillkit import SkillContext, skill


@skill()
def plain(ctx: SkillContext) -> dict[str, bool]:
    """Say whether this runs beside the event loop."""
    return {"beside_the_loop": threading.current_thread() is not threading.main_thread()}
