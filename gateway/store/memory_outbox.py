"""The outbox and the push configs in memory, by the rules that the SQL statements keep."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from gateway.core.delivery import DeliveryState
from gateway.store.outbox import (
    HORIZON_MS,
    AddDelivery,
    BuryDelivery,
    Claiming,
    Delivery,
    DeliveryQuery,
    OutboxWrite,
    PostponeDelivery,
    RemoveDelivery,
    StopLane,
)
from gateway.store.push import (
    DisablePushConfig,
    ForgetPushConfig,
    PushRecord,
    PushWrite,
    SavePushConfig,
    push_lane,
)


class MemoryOutbox(Struct, frozen=True):
    """``deliveries`` are by their ids, in the order in which they were added."""

    deliveries: dict[str, Delivery] = field(default_factory=dict)
    configs: dict[tuple[str, str], PushRecord] = field(default_factory=dict)

    def write(self, write: OutboxWrite | PushWrite) -> None:
        match write:
            case AddDelivery(delivery):
                self._keep(replace(delivery, next_at=None, lease=0))
                self._promote(delivery.lane, delivery.created_at)
            case StopLane(lane, error):
                for delivery in self._waiting(lane):
                    self._keep(_dead(delivery, error, delivery.tries))
            case RemoveDelivery() | PostponeDelivery() | BuryDelivery():
                self._settle(write)
            case _:
                self._write_config(write)

    def _settle(self, write: RemoveDelivery | PostponeDelivery | BuryDelivery) -> None:
        delivery = self.deliveries.get(write.delivery.id)
        if delivery is None or delivery.lease != write.delivery.lease:
            return
        match write:
            case RemoveDelivery(at=at):
                del self.deliveries[delivery.id]
                self._promote(delivery.lane, at)
            case PostponeDelivery(_, next_at, tries, error):
                self._keep(replace(delivery, next_at=next_at, tries=tries, error=error, lease=0))
            case BuryDelivery(_, at, tries, error):
                self._keep(_dead(delivery, error, tries))
                self._promote(delivery.lane, at)

    def _write_config(self, write: PushWrite) -> None:
        match write:
            case SavePushConfig(record):
                known = self.configs.get((record.task_id, record.id), record)
                kept = replace(record, created_at=known.created_at)
                self.configs[record.task_id, record.id] = kept
            case DisablePushConfig(task_id, config_id, reason):
                if (config := self.configs.get((task_id, config_id))) is not None:
                    self.configs[task_id, config_id] = replace(config, disabled=reason)
            case ForgetPushConfig(task_id, config_id):
                self.configs.pop((task_id, config_id), None)
                lane = push_lane(task_id, config_id)
                for row in list(self.deliveries.values()):
                    if row.lane == lane and not row.lease:
                        del self.deliveries[row.id]
            case _:
                assert_never(write)

    async def list_push_configs(self, task_id: str) -> Sequence[PushRecord]:
        found = [record for record in self.configs.values() if record.task_id == task_id]
        return sorted(found, key=lambda record: (record.created_at, record.id))

    async def claim(self, claiming: Claiming) -> Sequence[Delivery]:
        now = claiming.now
        firsts = [row for row in self.deliveries.values() if row.next_at is not None]
        turns = Counter(row.peer for row in firsts if row.lease > now)
        due = [row for row in firsts if row.lease <= now and _due_at(row) <= now]
        lines: list[tuple[int, Delivery]] = []
        ahead: Counter[str] = Counter()
        for row in sorted(due, key=_due_at):
            if row.peer in claiming.held:
                continue
            turns[row.peer] += 1
            ahead[row.peer] += 1
            if turns[row.peer] <= claiming.per_peer:
                lines.append((ahead[row.peer], row))
        lines.sort(key=lambda line: line[0])
        claimed = [replace(row, lease=claiming.lease) for _, row in lines[: claiming.limit]]
        for row in claimed:
            self._keep(row)
        return claimed

    async def find_next(self, after: int, held: Collection[str] = ()) -> int | None:
        times = [
            row.next_at
            for row in self.deliveries.values()
            if row.next_at is not None and not row.lease and row.peer not in held
        ]
        return min((at for at in times if at > after), default=None)

    async def pull_in(self, now: int) -> None:
        horizon = now + HORIZON_MS
        for row in list(self.deliveries.values()):
            if row.next_at is not None and max(row.next_at, row.lease) > horizon:
                lease = 0 if row.lease > horizon else row.lease
                self._keep(replace(row, next_at=min(row.next_at, now), lease=lease))

    async def hasten(self, peer: str, kind: str, at: int) -> None:
        for row in list(self.deliveries.values()):
            is_meant = (row.peer, row.kind, row.lease) == (peer, kind, 0)
            if is_meant and row.next_at is not None and row.next_at > at:
                self._keep(replace(row, next_at=at))

    async def count_waiting(self, lane: str) -> int:
        return len(self._waiting(lane))

    async def find(self, delivery_id: str) -> Delivery | None:
        return self.deliveries.get(delivery_id)

    async def list_page(self, query: DeliveryQuery) -> Sequence[Delivery]:
        found = [row for row in self.deliveries.values() if _is_asked_for(row, query)]
        found.sort(key=lambda row: (row.created_at, row.id), reverse=True)
        return found[: query.limit]

    async def retry(self, delivery_id: str, now: int) -> bool:
        row = self.deliveries.get(delivery_id)
        if row is None:
            return False
        next_at = None if row.next_at is None else now
        self._keep(replace(row, state=DeliveryState.WAITING, next_at=next_at))
        self._promote(row.lane, now)
        return True

    async def drop(self, delivery_id: str, now: int) -> bool:
        row = self.deliveries.get(delivery_id)
        if row is None or row.lease > now:
            return False
        del self.deliveries[delivery_id]
        self._promote(row.lane, now)
        return True

    async def forget_dead(self, before: int) -> int:
        old = [
            row.id
            for row in self.deliveries.values()
            if row.state is DeliveryState.DEAD and row.created_at < before
        ]
        for delivery_id in old:
            del self.deliveries[delivery_id]
        return len(old)

    def _keep(self, delivery: Delivery) -> None:
        self.deliveries[delivery.id] = delivery

    def _waiting(self, lane: str) -> list[Delivery]:
        return [
            row
            for row in self.deliveries.values()
            if row.lane == lane and row.state is DeliveryState.WAITING
        ]

    def _promote(self, lane: str, at: int) -> None:
        waiting = self._waiting(lane)
        if waiting and all(row.next_at is None for row in waiting):
            self._keep(replace(waiting[0], next_at=at))


def _due_at(row: Delivery) -> int:
    assert row.next_at is not None
    return row.next_at


def _dead(row: Delivery, error: str, tries: int) -> Delivery:
    return replace(row, state=DeliveryState.DEAD, next_at=None, lease=0, error=error, tries=tries)


def _is_asked_for(row: Delivery, query: DeliveryQuery) -> bool:
    is_after = query.before is None or (row.created_at, row.id) < (query.before, query.before_id)
    return (
        is_after
        and query.state in (None, row.state)
        and query.peer in ("", row.peer)
        and query.task_id in ("", row.task_id)
    )
