"""One tenant's errands in memory."""

from collections.abc import Callable

from gateway.store.errand import Errand


class MemoryErrands:
    def __init__(self, kept: dict[str, Errand]) -> None:
        self._kept = kept

    async def find(self, task_id: str) -> Errand | None:
        return self._kept.get(task_id)

    async def find_routed(self, caller: str, context_id: str) -> Errand | None:
        return self._newest(caller, context_id, lambda errand: errand.route != "")

    async def find_handed(self, caller: str, context_id: str, skill: str) -> Errand | None:
        return self._newest(
            caller, context_id, lambda errand: errand.peer != "" and errand.skill == skill
        )

    async def forget(self, before: int) -> int:
        old = [task_id for task_id, errand in self._kept.items() if errand.at < before]
        for task_id in old:
            del self._kept[task_id]
        return len(old)

    def _newest(
        self, caller: str, context_id: str, is_asked_for: Callable[[Errand], bool]
    ) -> Errand | None:
        found = [
            errand
            for errand in self._kept.values()
            if (errand.caller, errand.context_id) == (caller, context_id) and is_asked_for(errand)
        ]
        return max(found, key=lambda errand: (errand.at, errand.task_id), default=None)
