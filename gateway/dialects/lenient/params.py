"""The parameters of every operation but the sends and the push configs, of all generations.

``tenant`` is never read: it routes, and who may do what comes from the credential alone.
"""

from collections.abc import Mapping
from typing import Any, Final

from gateway.core.call import (
    DEFAULT_PAGE,
    MAX_PAGE,
    CancelTask,
    GetExtendedCard,
    GetTask,
    ListTasks,
    SubscribeToTask,
)
from gateway.core.clock import ms_from_iso
from gateway.core.json import JsonObject
from gateway.core.task import TaskState
from gateway.dialects.lenient.fields import (
    MAX_TOKEN,
    find,
    find_named,
    read_count,
    read_flag,
    read_metadata,
    read_name,
    read_required_name,
    wrong,
)
from gateway.dialects.lenient.state import SPELLINGS

# ProtoJSON may spell out that a filter is not set.
_UNSET: Final[Mapping[Any, bool]] = {"TASK_STATE_UNSPECIFIED": True, 0: True}

_SINCE: Final = "statusTimestampAfter"


def read_get_task(params: JsonObject) -> GetTask:
    return GetTask(read_required_name(params, "id"), read_count(params, "historyLength"))


def read_cancel(params: JsonObject) -> CancelTask:
    return CancelTask(read_required_name(params, "id"), read_metadata(params))


def read_subscribe(params: JsonObject) -> SubscribeToTask:
    return SubscribeToTask(read_required_name(params, "id"))


def read_get_card(_: JsonObject) -> GetExtendedCard:
    return GetExtendedCard()


def read_list_tasks(params: JsonObject) -> ListTasks:
    wanted = find(params, _SINCE)
    # Whoever asks for what came after the newest that it knows adds less than a millisecond to it.
    since = None if wanted is None else ms_from_iso(wanted, _SINCE, round_up=True)
    size = read_count(params, "pageSize")
    if size is not None and not 1 <= size <= MAX_PAGE:
        raise wrong("pageSize", f"must be from 1 to {MAX_PAGE}")
    return ListTasks(
        read_name(params, "contextId"),
        _read_filter(params),
        since,
        DEFAULT_PAGE if size is None else size,
        read_name(params, "pageToken", limit=MAX_TOKEN),
        read_count(params, "historyLength"),
        read_flag(params, "includeArtifacts") is True,
    )


def _read_filter(params: JsonObject) -> TaskState | None:
    named = params.get("status")
    if named is None or find_named(named, _UNSET):
        return None
    state = find_named(named, SPELLINGS)
    if state is None:
        raise wrong("status", "must be a state of the protocol")
    return state
