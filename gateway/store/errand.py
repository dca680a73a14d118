"""Where tasks went that are not answered by a skill that their message names: an errand each.

Apart from the tasks because it is nobody's business but ours: by which route, to which peer, and
what that peer calls it. The newest errands of a conversation say where it stays.
"""

from typing import Protocol

from msgspec import Struct


class Errand(Struct, frozen=True):
    """``caller`` and ``context_id`` are whose conversation it is of.

    ``route`` is the rule that led it, "" for none, and ``skill`` what answers for it now. ``peer``
    is who carries it out, "" while nobody else does; there it is ``remote_task`` in
    ``remote_context``, "" for what is not known. ``at`` is when it last changed, in milliseconds.
    """

    task_id: str
    caller: str
    context_id: str
    route: str = ""
    skill: str = ""
    peer: str = ""
    remote_task: str = ""
    remote_context: str = ""
    at: int = 0


class RecordErrand(Struct, frozen=True):
    """Keep where a task went; of each task the newest stays."""

    errand: Errand


class ErrandStore(Protocol):
    """One tenant's errands, where they are not written by units."""

    async def find(self, task_id: str) -> Errand | None: ...

    async def find_routed(self, caller: str, context_id: str) -> Errand | None:
        """The newest of a conversation that a route led."""

    async def find_handed(self, caller: str, context_id: str, skill: str) -> Errand | None:
        """The newest of a conversation that a peer was given for this skill."""

    async def forget(self, before: int) -> int:
        """Forget those that last changed before this time; return how many they were."""
