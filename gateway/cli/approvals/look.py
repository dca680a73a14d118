"""``peergate approvals list`` and ``show``: what a human decides from, in a minute."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer

from gateway.cli.approvals.which import ApprovalId, find_id
from gateway.cli.moments import age, away, local_time
from gateway.cli.operator import Operator
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
from gateway.cli.said import write_parts
from gateway.cli.table import write_table
from gateway.core.approval import ApprovalState
from gateway.core.figure import write_amount
from gateway.core.message_document import read_message

_STYLES: Final = {"waiting": "yellow", "rejected": "red", "expired": "red"}

StateOption = Annotated[
    ApprovalState | None, typer.Option(help="Only those in this state; left out: waiting.")
]


def list_approvals(
    state: StateOption = None,
    every: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    peer: PeerOption = "",
    limit: LimitOption = 20,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what waits for a yes; what was asked for last comes first."""
    if every and state is not None:
        raise typer.BadParameter("is for all states; leave out --state", param_hint="--all")
    wanted = None if every else state or ApprovalState.WAITING
    rows = operate(
        config,
        store,
        lambda gateway: gateway.list_rows("approvals", limit, state=wanted, peer=peer),
    )
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines(
            "Nothing waits for a yes."
            if wanted is ApprovalState.WAITING
            else "There are no such approvals."
        )
    else:
        now = datetime.now(UTC)
        write_table(
            ("APPROVAL", "STATE", "AGE", "PEER", "SKILL", "AMOUNT", "YES", "ENDS", "REASON"),
            (
                (
                    row["id"],
                    row["state"],
                    age(row["asked_at"], now),
                    row["peer"],
                    row["skill"],
                    _amount(row),
                    f"{len(row['approved_by'])}/{row['needed']}",
                    away(row["ended_at"] or row["expires_at"], now),
                    row["reason"],
                )
                for row in rows
            ),
            styles=[_STYLES.get(row["state"], "") for row in rows],
        )


def show_approval(
    approval_id: ApprovalId,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one: what would be done, for whom, why somebody is asked, and what the peer said."""

    async def work(gateway: Operator) -> Any:
        return await gateway.get("approvals", await find_id(gateway, approval_id))

    found = operate(config, store, work)
    if as_json:
        write_json(found)
        return
    _write(found, datetime.now(UTC))


def _write(found: Any, now: datetime) -> None:
    peer = found["peer"]
    write_lines(found["reason"], "")
    write_table(("KEY", "VALUE"), _facts(found, now))
    write_lines("", f"what would be done: {found['skill']}" if _waits(found) else found["skill"])
    write_text(pretty(found["arguments"]), indent="  ")
    _write_messages(f"{peer} said", found["said"])
    _write_messages(f"{peer} has said since, which changes nothing", found["said_since"])
    if found["task"] is not None and found["task"]["told"] is not None:
        _write_messages(f"{peer} was told", [found["task"]["told"]])
    for decision in found["decisions"]:
        note = f": {decision['note']}" if decision["note"] else ""
        write_lines(
            "", f"{decision['by']} {decision['decision']} it {local_time(decision['at'])}{note}"
        )
    if _waits(found):
        write_lines(
            "",
            f"peergate approvals approve {found['id']}",
            f'peergate approvals reject {found["id"]} --note "what {peer} is told"',
        )


def _facts(found: Any, now: datetime) -> Iterator[tuple[str, str]]:
    yield "approval", found["id"]
    yield "state", found["state"]
    yield "peer", found["peer"]
    if found["amount"] is not None:
        yield "amount", _amount(found)
    yield "asked", f"{local_time(found['asked_at'])}, {age(found['asked_at'], now)} ago"
    yield "because", found["rule"]
    if _waits(found):
        yield "needs", _needs(found)
        yield "answer by", _moment(found["estimated_response_by"], now) + ", as the peer was told"
        yield "declined", _moment(found["expires_at"], now) + ", if nobody decides"
    else:
        yield "ended", _moment(found["ended_at"], now)
    yield "task", _task(found)


def _needs(found: Any) -> str:
    said = " and ".join(found["approved_by"])
    if found["needed"] == 1:
        return "one person's yes"
    people = f"{found['needed']} people's yes, each with a token of their own"
    return f"{people}; {said} said yes" if said else people


def _task(found: Any) -> str:
    task = found["task"]
    if task is None:
        return f"{found['task_id']}, which is not kept any more"
    asked = f", asked for as {task['skill']}" if task["skill"] != found["skill"] else ""
    return f"{task['id']} {task['state']}, {task['dialect']}{asked}"


def _write_messages(title: str, messages: list[Any]) -> None:
    for message in messages:
        write_parts(title, read_message(message).parts)


def _waits(found: Any) -> bool:
    return bool(found["state"] == ApprovalState.WAITING)


def _moment(iso: str, now: datetime) -> str:
    return f"{local_time(iso)}, {away(iso, now)}"


def _amount(row: Any) -> str:
    """ "" where none is at stake."""
    return "" if row["amount"] is None else write_amount(row["amount"], row["currency"])
