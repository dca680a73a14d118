"""The statements of the subscriptions."""

from typing import Final

from gateway.store.sql.text import Row, insert, select
from gateway.store.subscription import Subscription

SUBSCRIPTION_COLUMNS: Final = (
    "tenant",
    "id",
    "peer",
    "task_id",
    "activity_id",
    "token_hash",
    "at",
    "ended_at",
)

RECORD_SUBSCRIPTION: Final = insert("subscriptions", SUBSCRIPTION_COLUMNS).replace(
    "INSERT", "INSERT OR REPLACE", 1
)
FIND_SUBSCRIPTION: Final = select(SUBSCRIPTION_COLUMNS, "subscriptions WHERE tenant = ? AND id = ?")
DROP_SUBSCRIPTION: Final = "DELETE FROM subscriptions WHERE tenant = ? AND id = ?"
FORGET_SUBSCRIPTIONS: Final = "DELETE FROM subscriptions WHERE tenant = ? AND at < ?"


def write_subscription(tenant: str, subscription: Subscription) -> Row:
    return (
        tenant,
        subscription.id,
        subscription.peer,
        subscription.task_id,
        subscription.activity_id,
        subscription.token_hash,
        subscription.at,
        subscription.ended_at,
    )


def read_subscription(row: Row) -> Subscription:
    return Subscription(*row[1:])
