"""The operator's own systems are told of notices: one delivery for each row that wants one.

The deliveries of a row are a lane: its receiver learns what happened in the order in which it did.
"""

from typing import Final
from uuid import NAMESPACE_OID, uuid5

from gateway.config.notify_row import NotifyRow
from gateway.core.clock import Clock
from gateway.core.json import JsonObject
from gateway.core.notice import Notice
from gateway.core.trigger import write_fields
from gateway.outbox.own_webhook import JSON, OwnWebhook, write_told
from gateway.store.outbox import AddDelivery, Delivery

NOTIFICATION: Final = "notification"
NOTIFIES_NO_MORE: Final = "its row of [[notify]] is gone"


def notification(row: NotifyRow, notice: Notice, clock: Clock) -> AddDelivery:
    """What has the webhook of a row told of a notice.

    The delivery has the same id, which its receiver sees, however often it is made of the same row
    and notice.
    """
    return AddDelivery(
        Delivery(
            id=uuid5(NAMESPACE_OID, f"{NOTIFICATION}/{row.name}/{notice.id}").hex,
            kind=NOTIFICATION,
            lane=f"{NOTIFICATION}:{row.name}",
            peer="",
            task_id="",
            target=row.name,
            body=write_noticed(write_fields(notice)),
            media_type=JSON,
            created_at=clock.now(),
        )
    )


def write_noticed(fields: JsonObject) -> str:
    """The body ``{type, timestamp, data}`` of a notice with these fields, as conditions see them.

    ``data`` is the notice's own, beside its ``id``, ``subject`` and ``peer``; where it has a field
    of that name itself, that one counts, as it does by the name ``data.subject`` in a condition.
    """
    about = {name: fields[name] for name in ("id", "subject", "peer")}
    return write_told(fields["type"], fields["at"], {**about, **fields["data"]})


def notification_webhook(row: NotifyRow | None) -> OwnWebhook | None:
    """Where the notices of a row are told."""
    return None if row is None else OwnWebhook(row.url, row.secret)
