"""The operator's own systems are told of notices: one delivery for each row that wants one.

The deliveries of a row are a lane: its receiver learns what happened in the order in which it did.
"""

from typing import Final
from uuid import NAMESPACE_OID, uuid5

from gateway.config.notify_row import NotifyRow
from gateway.core.clock import Clock
from gateway.core.json import JsonObject
from gateway.core.notice import Notice
from gateway.outbox.own_webhook import JSON, OwnWebhook, write_told
from gateway.store.outbox import AddDelivery, Delivery

NOTIFICATION: Final = "notification"
NOTIFIES_NO_MORE: Final = "its row of [[notify]] is gone"


def notification(row: NotifyRow, notice: Notice, clock: Clock) -> AddDelivery:
    """What has the webhook of a row told: ``{type, timestamp, data}``.

    ``data`` is the notice's own with its ``id``, ``subject`` and ``peer``. The delivery has the
    same id, which its receiver sees, however often it is made of the same row and notice.
    """
    told: JsonObject = {
        **notice.data,
        "id": notice.id,
        "subject": notice.subject,
        "peer": notice.peer,
    }
    return AddDelivery(
        Delivery(
            id=uuid5(NAMESPACE_OID, f"{NOTIFICATION}/{row.name}/{notice.id}").hex,
            kind=NOTIFICATION,
            lane=f"{NOTIFICATION}:{row.name}",
            peer="",
            task_id="",
            target=row.name,
            body=write_told(notice.type, notice.at, told),
            media_type=JSON,
            created_at=clock.now(),
        )
    )


def notification_webhook(row: NotifyRow | None) -> OwnWebhook | None:
    """Where the notices of a row are told."""
    return None if row is None else OwnWebhook(row.url, row.secret)
