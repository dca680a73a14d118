"""The statements of the outbox; see ``store.outbox`` for its rules.

That only the first of a lane has a time is kept by one statement, ``PROMOTE``, which follows every
write after which it might have none.
"""

from collections.abc import Iterable
from typing import Any, Final

from gateway.core.delivery import DeliveryState
from gateway.core.json import encode
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
from gateway.store.push import PushWrite
from gateway.store.sql.push import write_push
from gateway.store.sql.text import Row, Step, Steps, insert, select

DELIVERY_COLUMNS: Final = (
    "tenant",
    "id",
    "kind",
    "lane",
    "peer",
    "task_id",
    "target",
    "body",
    "media_type",
    "created_at",
    "state",
    "tries",
    "next_at",
    "lease",
    "error",
)

_LANE: Final = "outbox WHERE tenant = ?1 AND lane = ?2"
_IN_HAND_BY_US: Final = "WHERE tenant = ? AND id = ? AND lease = ?"

ADD_DELIVERY: Final = insert("outbox", DELIVERY_COLUMNS)
REMOVE_DELIVERY: Final = f"DELETE FROM outbox {_IN_HAND_BY_US}"  # noqa: S608
POSTPONE_DELIVERY: Final = (
    f"UPDATE outbox SET next_at = ?, tries = ?, error = ?, lease = 0 {_IN_HAND_BY_US}"  # noqa: S608
)
BURY_DELIVERY: Final = (
    "UPDATE outbox SET state = 'dead', next_at = NULL, tries = ?, error = ?, lease = 0"  # noqa: S608
    f" {_IN_HAND_BY_US}"
)
STOP_LANE: Final = (
    "UPDATE outbox SET state = 'dead', next_at = NULL, lease = 0, error = ?3"
    " WHERE tenant = ?1 AND lane = ?2 AND state = 'waiting'"
)
PROMOTE: Final = (
    f"UPDATE outbox SET next_at = ?3 WHERE seq = (SELECT min(seq) FROM {_LANE}"  # noqa: S608
    " AND state = 'waiting' AND next_at IS NULL)"
    f" AND NOT EXISTS (SELECT 1 FROM {_LANE} AND state = 'waiting' AND next_at IS NOT NULL)"
)
# In the order in which a batch may carry them out, whatever the order of its units.
OUTBOX_ORDER: Final = (
    ADD_DELIVERY,
    REMOVE_DELIVERY,
    POSTPONE_DELIVERY,
    BURY_DELIVERY,
    STOP_LANE,
    PROMOTE,
)

FIND_DELIVERY: Final = select(DELIVERY_COLUMNS, "outbox WHERE tenant = ? AND id = ?")
# Peers one by one, each found in the index outbox_due by a single step, and of each the few rows
# that are asked for: after an outage there may be very many.
_OWNERS: Final = (
    "WITH RECURSIVE every (peer) AS (SELECT min(peer) FROM outbox WHERE tenant = ?1"
    " AND next_at IS NOT NULL UNION ALL SELECT (SELECT min(peer) FROM outbox WHERE tenant = ?1"
    " AND next_at IS NOT NULL AND peer > every.peer) FROM every WHERE every.peer IS NOT NULL),"
    " owner (peer) AS (SELECT peer FROM every WHERE peer IS NOT NULL"
    " AND peer NOT IN (SELECT value FROM json_each(?2)))"
)
_OF_OWNER: Final = "outbox WHERE tenant = ?1 AND peer = owner.peer AND next_at IS NOT NULL"
FIND_NEXT: Final = (
    f"{_OWNERS} SELECT min((SELECT next_at FROM {_OF_OWNER} AND next_at > ?3 AND lease = 0"  # noqa: S608
    " ORDER BY next_at LIMIT 1)) FROM owner"
)
# Peers take turns: the first of each comes before the second of any.
CLAIM: Final = (
    f"{_OWNERS}, in_hand (peer, number) AS (SELECT peer, count(*) FROM outbox"  # noqa: S608
    " WHERE tenant = ?1 AND lease != 0 AND lease > ?3 GROUP BY peer),"
    " due (seq, peer, turn) AS (SELECT seq, outbox.peer,"
    " row_number() OVER (PARTITION BY outbox.peer ORDER BY next_at, seq)"
    f" FROM owner CROSS JOIN outbox ON seq IN (SELECT seq FROM {_OF_OWNER}"
    " AND next_at <= ?3 AND lease <= ?3 ORDER BY next_at, seq LIMIT ?5))"
    " UPDATE outbox SET lease = ?4 WHERE seq IN (SELECT seq FROM due LEFT JOIN in_hand USING (peer)"
    " WHERE turn + coalesce(number, 0) <= ?5 ORDER BY turn, seq LIMIT ?6)"
    f" RETURNING {', '.join(DELIVERY_COLUMNS)}"
)
PULL_IN: Final = (
    "UPDATE outbox SET next_at = min(next_at, ?2),"  # noqa: S608
    f" lease = CASE WHEN lease > ?2 + {HORIZON_MS} THEN 0 ELSE lease END"
    f" WHERE tenant = ?1 AND next_at IS NOT NULL AND max(next_at, lease) > ?2 + {HORIZON_MS}"
)
HASTEN: Final = (
    "UPDATE outbox SET next_at = ?4 WHERE tenant = ?1 AND peer = ?2 AND kind = ?3"
    " AND next_at IS NOT NULL AND next_at > ?4 AND lease = 0"
)
COUNT_WAITING: Final = f"SELECT count(*) FROM {_LANE} AND state = 'waiting'"  # noqa: S608
RETRY: Final = (
    "UPDATE outbox SET state = 'waiting', next_at = CASE WHEN next_at IS NULL THEN NULL ELSE ?3 END"
    " WHERE tenant = ?1 AND id = ?2 RETURNING lane"
)
DROP: Final = "DELETE FROM outbox WHERE tenant = ? AND id = ? AND lease <= ? RETURNING lane"
FORGET_DEAD: Final = "DELETE FROM outbox WHERE tenant = ? AND state = 'dead' AND created_at < ?"
DROP_LEASES: Final = "UPDATE outbox SET lease = 0 WHERE next_at IS NOT NULL AND lease != 0"


def claim_row(tenant: str, claiming: Claiming) -> Row:
    """The values of ``CLAIM``."""
    return (
        tenant,
        write_names(claiming.held),
        claiming.now,
        claiming.lease,
        claiming.per_peer,
        claiming.limit,
    )


def write_names(names: Iterable[str]) -> str:
    """Names as the JSON that ``json_each`` takes apart."""
    return encode(list(names)).decode()


def list_deliveries(tenant: str, query: DeliveryQuery) -> tuple[str, Row]:
    """The text and the values of one page."""
    where = ["tenant = ?"]
    values: list[str | int] = [tenant]
    if query.before is not None:
        where.append("(created_at, id) < (?, ?)")
        values += [query.before, query.before_id]
    for column, value in (
        ("state", query.state),
        ("peer", query.peer),
        ("task_id", query.task_id),
    ):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    rest = f"outbox WHERE {' AND '.join(where)} ORDER BY created_at DESC, id DESC LIMIT ?"
    return select(DELIVERY_COLUMNS, rest), (*values, query.limit)


def write_owed(tenant: str, write: OutboxWrite | PushWrite) -> Steps:
    match write:
        case AddDelivery(delivery):
            added = Step(ADD_DELIVERY, _write_delivery(tenant, delivery))
            return (added, _promote(tenant, delivery, delivery.created_at))
        case RemoveDelivery(delivery, at):
            removed = Step(REMOVE_DELIVERY, _claimed(tenant, delivery))
            return (removed, _promote(tenant, delivery, at))
        case PostponeDelivery(delivery, next_at, tries, error):
            return (Step(POSTPONE_DELIVERY, (next_at, tries, error, *_claimed(tenant, delivery))),)
        case BuryDelivery(delivery, at, tries, error):
            buried = Step(BURY_DELIVERY, (tries, error, *_claimed(tenant, delivery)))
            return (buried, _promote(tenant, delivery, at))
        case StopLane(lane, error):
            return (Step(STOP_LANE, (tenant, lane, error)),)
        case _:
            return write_push(tenant, write)


def read_delivery(row: Row) -> Delivery:
    values: dict[str, Any] = dict(zip(DELIVERY_COLUMNS[1:], row[1:], strict=True))
    return Delivery(**{**values, "state": DeliveryState(values["state"])})


def _write_delivery(tenant: str, delivery: Delivery) -> Row:
    return (
        tenant,
        delivery.id,
        delivery.kind,
        delivery.lane,
        delivery.peer,
        delivery.task_id,
        delivery.target,
        delivery.body,
        delivery.media_type,
        delivery.created_at,
        delivery.state.value,
        delivery.tries,
        None,
        0,
        delivery.error,
    )


def _claimed(tenant: str, delivery: Delivery) -> Row:
    return (tenant, delivery.id, delivery.lease)


def _promote(tenant: str, delivery: Delivery, at: int) -> Step:
    return Step(PROMOTE, (tenant, delivery.lane, at))
