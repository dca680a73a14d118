"""Where callers want to be told of their tasks: push notification configs, as they are kept.

Apart from the core's ``PushConfig``, which holds secrets in clear: here they are sealed, and with
them is what only the gateway knows.
"""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from gateway.core.guarded import Guarded


class PushRecord(Guarded, frozen=True):
    """One config of one task. ``sealed`` holds its token and credentials, b"" for neither.

    ``dialect`` is the one that it was made in, and in which its notifications are written.
    ``disabled`` says why nothing is sent to it any more, "" while it is active. Of a task's configs
    the first is that of the least ``created_at`` (in milliseconds), then of the least ``id``.
    """

    hidden: ClassVar = ("sealed",)

    task_id: str
    id: str
    peer: str
    url: str
    scheme: str = ""
    sealed: bytes = b""
    dialect: str = ""
    created_at: int = 0
    disabled: str = ""

    @property
    def lane(self) -> str:
        """In which its deliveries follow each other; see ``store.outbox``."""
        return push_lane(self.task_id, self.id)


def push_lane(task_id: str, config_id: str) -> str:
    return f"push:{task_id}:{config_id}"


class SavePushConfig(Struct, frozen=True):
    """Keep a config; one of the same id is replaced, in its place among the others."""

    record: PushRecord


class DisablePushConfig(Struct, frozen=True):
    """Send nothing to a config any more; what waits for it is stopped with ``StopLane``."""

    task_id: str
    id: str
    reason: str


class ForgetPushConfig(Struct, frozen=True):
    """Delete a config, if it is there, with what waits to be sent to it."""

    task_id: str
    id: str


PushWrite: TypeAlias = SavePushConfig | DisablePushConfig | ForgetPushConfig
