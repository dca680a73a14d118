"""A durable call as a row of the outbox, and back; and the row by which its task is looked after.

Calls to one peer share a lane, so that they leave in their order, each when the one before it was
answered. A task that goes on at the peer has a lane of its own, for it may go on for days.
"""

from typing import Any, Final

from gateway.core.chain import Cause, read_chain_header, write_chain_header
from gateway.core.json import decode, encode
from gateway.core.message_document import read_part, write_part
from gateway.outbox.ask import Ask
from gateway.store.outbox import Delivery
from gateway.store.records import Activity

CALL: Final = "call"
TASK: Final = "task"
_JSON: Final = "application/json"


def call_lane(peer: str) -> str:
    return f"call/{peer}"


def write_letter(ask: Ask, row: Activity, lane: str = "") -> Delivery:
    """The call whose audit row this is; both have one id, which is the seed of the message's.

    ``lane`` "" is the one that the peer's calls share.
    """
    return Delivery(
        id=row.id,
        kind=CALL,
        lane=lane or call_lane(row.peer),
        peer=row.peer,
        task_id=ask.task_id,
        target=ask.skill,
        body=encode(_write_ask(ask)).decode(),
        media_type=_JSON,
        created_at=row.at,
    )


def read_letter(delivery: Delivery) -> Ask:
    wire = decode(delivery.body.encode())
    return Ask(
        skill=wire.get("skill", ""),
        arguments=wire.get("arguments", {}),
        text=wire.get("text", ""),
        response_schema=wire.get("response_schema"),
        context_id=wire.get("context_id", ""),
        task_id=wire.get("task_id", ""),
        parts=tuple(read_part(part) for part in wire.get("parts", ())),
        cause=_read_cause(wire.get("cause")),
        seed=wire.get("seed", ""),
        words=wire.get("words", ""),
        is_rare=wire.get("is_rare", False),
        until=wire.get("until", 0),
    )


def watch_task(row: Activity, task_id: str, at: int) -> Delivery:
    """What looks after the peer's task until its end, which goes into the audit row of its call."""
    return Delivery(
        id=f"{row.id}-task",
        kind=TASK,
        lane=f"task/{row.id}",
        peer=row.peer,
        task_id=task_id,
        target=row.id,
        body="{}",
        media_type=_JSON,
        created_at=at,
    )


def _write_ask(ask: Ask) -> dict[str, Any]:
    wire = {
        "skill": ask.skill,
        "arguments": dict(ask.arguments),
        "text": ask.text,
        "response_schema": ask.response_schema,
        "context_id": ask.context_id,
        "task_id": ask.task_id,
        "parts": [write_part(part) for part in ask.parts],
        "cause": _write_cause(ask.cause),
        "seed": ask.seed,
        "words": ask.words,
        "is_rare": ask.is_rare,
        "until": ask.until,
    }
    return {name: value for name, value in wire.items() if value not in ("", {}, [], None, 0)}


def _write_cause(cause: Cause | None) -> dict[str, str] | None:
    if cause is None:
        return None
    chain = "" if cause.chain is None else write_chain_header(cause.chain)
    return {"peer": cause.peer, "chain": chain}


def _read_cause(wire: dict[str, str] | None) -> Cause | None:
    return None if wire is None else Cause(wire["peer"], read_chain_header(wire["chain"]))
