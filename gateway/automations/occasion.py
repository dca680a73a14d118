"""What has an automation run: a notice, a time, or a human; each as a delivery of the outbox.

The id of a run is made of the automation and of the occasion, so that one occasion is never two
runs. Marks are the places, kept as those of readers of notices are, up to which occasions were
taken: the ``seq`` of a notice, or a time in milliseconds.
"""

from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from gateway.core.clock import Clock, iso_from_ms
from gateway.core.json import JsonObject, decode_own, encode
from gateway.core.notice import Notice
from gateway.core.peer import OWN_NAME, Peer
from gateway.core.schedule import Schedule
from gateway.core.trigger import write_fields
from gateway.store.outbox import AddDelivery, Delivery

AUTOMATION: Final = "automation"
OURSELVES: Final = Peer(OWN_NAME)
"""In whose name automations run."""

DUE: Final = "schedule.due"
ASKED: Final = "automation.asked"


def event_mark(name: str) -> str:
    return f"automation/{name}/event"


def asked_mark(name: str) -> str:
    return f"automation/{name}/asked"


def due_mark(name: str, schedule: Schedule) -> str:
    """Of another schedule another one: what it would have had due before it was written is not."""
    return f"automation/{name}/{schedule.cron} {schedule.timezone}"


def event_run(name: str, seq: int) -> str:
    return _run_id(name, f"notice/{seq}")


def due_run(name: str, at: int) -> str:
    return _run_id(name, f"due/{at}")


def asked_run(name: str, at: int) -> str:
    return _run_id(name, f"asked/{at}")


def noticed(name: str, notice: Notice, clock: Clock) -> AddDelivery:
    """The run for a notice."""
    return _delivery(event_run(name, notice.seq), name, write_fields(notice), clock)


def came_due(name: str, at: int, clock: Clock) -> AddDelivery:
    """The run for a time of its schedule."""
    return _delivery(due_run(name, at), name, _bare(DUE, name, at), clock)


def asked(name: str, at: int, notice: Notice | None, clock: Clock) -> AddDelivery:
    """The run that somebody wants now, as if this notice had just come, or for no notice."""
    fields = _bare(ASKED, name, at) if notice is None else write_fields(notice)
    return _delivery(asked_run(name, at), name, fields, clock, lane=ASKED)


def was_asked(delivery: Delivery) -> bool:
    """Whether somebody wanted this run, and not a notice or a time."""
    return delivery.lane.startswith(f"{ASKED}:")


def read_fields(delivery: Delivery) -> JsonObject:
    """What set the run off, as templates name it."""
    fields: dict[str, Any] = decode_own(delivery.body.encode())
    return fields


def _run_id(name: str, occasion: str) -> str:
    return uuid5(NAMESPACE_OID, f"{AUTOMATION}/{name}/{occasion}").hex


def _bare(kind: str, name: str, at: int) -> JsonObject:
    """The fields where there is no notice."""
    return {
        "id": "",
        "type": kind,
        "at": iso_from_ms(at),
        "subject": name,
        "peer": "",
        "data": {},
    }


def _delivery(
    run_id: str, name: str, fields: JsonObject, clock: Clock, lane: str = AUTOMATION
) -> AddDelivery:
    return AddDelivery(
        Delivery(
            id=run_id,
            kind=AUTOMATION,
            # A run that fails holds up no other.
            lane=f"{lane}:{run_id}",
            peer=OURSELVES.name,
            task_id="",
            target=name,
            body=encode(fields).decode(),
            media_type="application/json",
            created_at=clock.now(),
        )
    )
