"""The push notification configs of a caller's own tasks: made, got, listed, deleted.

A config that is made or deleted while its task is in work counts from the next event on. What is
told again of a config never holds its credentials.
"""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from gateway.core.call import (
    CreatePushConfig,
    DeletePushConfig,
    DoneReply,
    GetPushConfig,
    ListPushConfigs,
    PushConfigPageReply,
    PushConfigReply,
    Reply,
)
from gateway.core.clock import Clock
from gateway.core.errors import EgressDenied, InvalidParams, TaskNotFound, Violation
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.push import PushConfig
from gateway.inbox.arrival import Arrival, row_of
from gateway.inbox.own import OwnTasks
from gateway.inbox.running import Running
from gateway.inbox.work import Work
from gateway.outbox import PushSafe
from gateway.store.base import TenantStore
from gateway.store.push import ForgetPushConfig, PushRecord, SavePushConfig
from gateway.store.writes import RecordActivity


class PushRules(Struct, frozen=True):
    """``check_url`` raises EgressDenied for an address that is never called for the peer; ``most``
    is how many configs a task has.
    """

    check_url: Callable[[Peer, str], None]
    safe: PushSafe
    most: int


class PushConfigs(Struct, frozen=True):
    store: TenantStore
    own: OwnTasks
    running: Running
    clock: Clock
    rules: PushRules
    # Of two configs that are made at once, the second counts the first.
    making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def handle(
        self,
        caller: AuthenticatedPeer,
        call: CreatePushConfig | GetPushConfig | ListPushConfigs | DeletePushConfig,
        arrival: Arrival,
    ) -> Reply:
        """Raise TaskNotFound for what is absent."""
        match call:
            case CreatePushConfig(config):
                return await self._create(caller, config, arrival)
            case GetPushConfig():
                return await self._get(caller, call)
            case ListPushConfigs():
                return await self._list(caller, call)
            case DeletePushConfig():
                return await self._delete(caller, call, arrival)

    def check(self, peer: Peer, config: PushConfig) -> None:
        """Raise what refuses a config before it is made."""
        try:
            self.rules.check_url(peer, config.url)
        except EgressDenied as error:
            raise InvalidParams(
                f"the webhook is not called: {error.detail}",
                violations=(Violation("url", error.detail),),
            ) from None

    async def check_room(self, task_id: str, config: PushConfig) -> None:
        """Raise InvalidParams when the task has as many configs as it may."""
        ids = [record.id for record in await self.store.outbox.list_push_configs(task_id)]
        if _name(config, task_id) not in ids and len(ids) >= self.rules.most:
            raise InvalidParams(
                f"a task has at most {self.rules.most} push notification configs; delete one"
            )

    def attach(
        self, work: Work, caller: AuthenticatedPeer, config: PushConfig | None, arrival: Arrival
    ) -> None:
        """Keep the config that came with a message, if any, with the task of that message."""
        if config is not None:
            work.webhooks.add(self._seal(caller, work.task.id, config, arrival))

    async def _create(
        self, caller: AuthenticatedPeer, config: PushConfig, arrival: Arrival
    ) -> PushConfigReply:
        task_id = (await self.own.get_named(caller, config.task_id)).task.id
        self.check(caller.peer, config)
        record = self._seal(caller, task_id, config, arrival)
        activity = self._activity(caller, arrival, "CreateTaskPushNotificationConfig", task_id)
        async with self.making:
            await self.check_room(task_id, config)
            await self.store.commit(SavePushConfig(record), activity)
        self._tell(task_id)
        return PushConfigReply(replace(config, id=record.id, credentials=""))

    async def _get(self, caller: AuthenticatedPeer, call: GetPushConfig) -> PushConfigReply:
        for record in await self._records(caller, call.task_id):
            if call.id in ("", record.id):
                return PushConfigReply(self._show(record, call.task_id))
        raise TaskNotFound("it has no such push notification config")

    async def _list(self, caller: AuthenticatedPeer, call: ListPushConfigs) -> PushConfigPageReply:
        records = await self._records(caller, call.task_id)
        if call.page_token:
            place = _read_token(call.page_token)
            records = [record for record in records if _place(record) > place]
        page = records[: call.page_size]
        return PushConfigPageReply(
            tuple(self._show(record, call.task_id) for record in page),
            _write_token(page[-1]) if len(records) > len(page) else "",
        )

    async def _delete(
        self, caller: AuthenticatedPeer, call: DeletePushConfig, arrival: Arrival
    ) -> DoneReply:
        task_id = (await self.own.get_named(caller, call.task_id)).task.id
        activity = self._activity(caller, arrival, "DeleteTaskPushNotificationConfig", task_id)
        await self.store.commit(ForgetPushConfig(task_id, call.id), activity)
        self._tell(task_id)
        return DoneReply()

    async def _records(self, caller: AuthenticatedPeer, name: str) -> Sequence[PushRecord]:
        task_id = (await self.own.get_named(caller, name)).task.id
        return await self.store.outbox.list_push_configs(task_id)

    def _show(self, record: PushRecord, name: str) -> PushConfig:
        """As the caller gave it, and named the task, but for the credentials."""
        return replace(self.rules.safe.open(record), task_id=name, credentials="")

    def _seal(
        self, caller: AuthenticatedPeer, task_id: str, config: PushConfig, arrival: Arrival
    ) -> PushRecord:
        config = replace(config, task_id=task_id, id=_name(config, task_id))
        return self.rules.safe.seal(
            config, peer=caller.name, dialect=arrival.dialect, at=self.clock.now()
        )

    def _tell(self, task_id: str) -> None:
        work = self.running.find(task_id)
        if work is not None:
            work.webhooks.forget()

    def _activity(
        self, caller: AuthenticatedPeer, arrival: Arrival, operation: str, task_id: str
    ) -> RecordActivity:
        row = row_of(
            arrival, caller, self.clock, operation=operation, status="success", task_id=task_id
        )
        return RecordActivity(row)


def _name(config: PushConfig, task_id: str) -> str:
    """One without an id has the task's, as in the SDKs, so that the next such takes its place.

    Clients send theirs with every message, and would be told as often as they sent it.
    """
    return config.id or task_id


def _place(record: PushRecord) -> tuple[int, str]:
    return record.created_at, record.id


def _write_token(record: PushRecord) -> str:
    return urlsafe_b64encode(f"{record.created_at}:{record.id}".encode()).decode()


def _read_token(token: str) -> tuple[int, str]:
    try:
        at, _, config_id = urlsafe_b64decode(token.encode("ascii")).decode().partition(":")
        return int(at), config_id
    except ValueError:
        raise InvalidParams(
            "the page token belongs to no list of yours",
            violations=(Violation("pageToken", "must be the nextPageToken of the page before"),),
        ) from None
