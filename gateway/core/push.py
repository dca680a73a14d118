"""Where a caller wants to be told of a task: a push notification config (A2A 1.0 section 4.3)."""

from msgspec import Struct


class PushConfig(Struct, frozen=True):
    """``id`` tells the configs of one task apart. ``token`` is handed back with each notification;
    ``scheme`` and ``credentials`` go into its Authorization header, "" for none.
    """

    task_id: str
    id: str
    url: str
    token: str = ""
    scheme: str = ""
    credentials: str = ""

    def __repr__(self) -> str:
        return f"PushConfig({self.task_id!r}, {self.id!r})"
