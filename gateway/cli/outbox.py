"""``peergate outbox``: what is owed to peers, what could not be delivered, what to do then."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer

from gateway.cli.group import Command, group
from gateway.cli.moments import age, local_time
from gateway.cli.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    LimitOption,
    PeerOption,
    StoreOption,
)
from gateway.cli.output import pretty, write_json, write_lines, write_text
from gateway.cli.running import operate
from gateway.cli.table import write_table
from gateway.core.delivery import DeliveryState

_STYLES: Final = {DeliveryState.DEAD.value: "red"}

DeliveryId = Annotated[str, typer.Argument(metavar="ID", help="The delivery's id.")]


def list_outbox(
    state: Annotated[DeliveryState | None, typer.Option(help="Only those in this state.")] = None,
    peer: PeerOption = "",
    task: Annotated[str, typer.Option(metavar="ID", help="Only those of this task.")] = "",
    limit: LimitOption = 20,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is waiting or dead; what was added last comes first."""
    rows = operate(
        config,
        store,
        lambda gateway: gateway.list_rows("outbox", limit, state=state, peer=peer, task=task),
    )
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("Nothing is owed to anyone.")
    else:
        now = datetime.now(UTC)
        write_table(
            ("DELIVERY", "KIND", "STATE", "AGE", "PEER", "TRIES", "NEXT", "ERROR"),
            (
                (
                    row["id"],
                    row["kind"],
                    row["state"],
                    age(row["created_at"], now),
                    row["peer"],
                    str(row["tries"]),
                    _next(row),
                    row["error"],
                )
                for row in rows
            ),
            styles=[_STYLES.get(row["state"], "") for row in rows],
        )


def show_delivery(
    delivery_id: DeliveryId,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one delivery, and what it says."""
    found = operate(config, store, lambda gateway: gateway.get("outbox", delivery_id))
    if as_json:
        write_json(found)
        return
    webhook = {"origin": "", "disabled": ""}
    if "webhook" in found:
        webhook = found["webhook"] or {"origin": "deleted", "disabled": ""}
    facts = {
        "delivery": found["id"],
        "kind": found["kind"],
        "state": found["state"],
        "peer": found["peer"],
        "skill": found.get("skill", ""),
        "task": found["task_id"],
        "activity": found.get("activity_id", ""),
        "config": found.get("config_id", ""),
        "route": found.get("route", ""),
        "automation": found.get("automation", ""),
        "notify": found.get("notify", ""),
        "webhook": webhook["origin"],
        "disabled": webhook["disabled"],
        "added": local_time(found["created_at"]),
        "tries": str(found["tries"]),
        "next": _next(found),
        "error": found["error"],
    }
    write_table(("KEY", "VALUE"), ((key, value) for key, value in facts.items() if value))
    write_lines("", found["media_type"])
    write_text(pretty(found["body"]), indent="  ")


def retry_delivery(
    delivery_id: DeliveryId,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a delivery at once, a dead one once more; with no gateway running, when one starts."""
    found = operate(config, store, lambda gateway: gateway.post("outbox", delivery_id, "retry"))
    if as_json:
        write_json(found)
    elif found["next_at"] is None:
        write_lines("It waits behind another one.")
    else:
        write_lines("It is sent at once.")


def drop_delivery(
    delivery_id: DeliveryId,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let go of a delivery for good."""
    done = operate(config, store, lambda gateway: gateway.delete("outbox", delivery_id))
    if as_json:
        write_json(done)
    else:
        write_lines("It is dropped.")


def _next(row: Any) -> str:
    if row["next_at"] is not None:
        return local_time(row["next_at"])
    return "in line" if row["state"] == DeliveryState.WAITING else ""


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("list", list_outbox),
    ("show", show_delivery),
    ("retry", retry_delivery),
    ("drop", drop_delivery),
)

outbox = group("Look at what is owed to peers and webhooks, and send or drop it.", COMMANDS)
