"""``peergate tasks``: what peers asked for, how far it is, and an end to it."""

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
from gateway.cli.outcome import BAD_ENDS, show_outcome
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.said import write_parts
from gateway.cli.table import write_table
from gateway.core.document import read_task
from gateway.core.task import TaskState

_STYLES: Final = {"working": "yellow", "submitted": "yellow", "failed": "red"}

TaskId = Annotated[str, typer.Argument(metavar="ID", help="The task's id.")]
AtOption = Annotated[
    str, typer.Option("--at", metavar="PEER", help="The peer at which the task is, if not here.")
]


def list_tasks(
    state: Annotated[TaskState | None, typer.Option(help="Only those in this state.")] = None,
    peer: PeerOption = "",
    skill: Annotated[str, typer.Option(metavar="NAME", help="Only those of this skill.")] = "",
    context: Annotated[str, typer.Option(metavar="ID", help="Only those of this context.")] = "",
    limit: LimitOption = 20,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the tasks; what changed last comes first."""
    rows = operate(
        config,
        store,
        lambda gateway: gateway.list_rows(
            "tasks", limit, state=state, peer=peer, skill=skill, context=context
        ),
    )
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("There are no such tasks.")
    else:
        now = datetime.now(UTC)
        write_table(
            ("TASK", "STATE", "AGE", "PEER", "SKILL"),
            (
                (row["id"], row["state"], age(row["updated_at"], now), row["peer"], row["skill"])
                for row in rows
            ),
            styles=[_STYLES.get(row["state"], "") for row in rows],
        )


def show_task(
    task_id: TaskId,
    at: AtOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one task: what was said, and what came of it."""
    if at:
        where = ("peers", at, "tasks", task_id)
        outcome = operate(config, store, lambda gateway: gateway.get(*where))
        show_outcome(outcome, as_json=as_json, accepted=BAD_ENDS)
        return
    found = operate(config, store, lambda gateway: gateway.get("tasks", task_id))
    if as_json:
        write_json(found)
    else:
        _write_task(found)


def cancel_task(
    task_id: TaskId,
    at: AtOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a task and stop its skill; refused when it has ended."""
    if at:
        where = ("peers", at, "tasks", task_id, "cancel")
        outcome = operate(config, store, lambda gateway: gateway.post(*where))
        show_outcome(outcome, as_json=as_json, accepted=("canceled",))
        return
    found = operate(config, store, lambda gateway: gateway.post("tasks", task_id, "cancel"))
    if as_json:
        write_json(found)
    else:
        write_lines(f"The task is {found['state']} now.")


def _write_task(found: Any) -> None:
    facts = {
        "task": found["id"],
        "state": found["state"],
        "peer": found["peer"],
        "skill": found["skill"],
        "context": found["context_id"],
        "dialect": found["dialect"],
        "created": local_time(found["created_at"]),
        "changed": local_time(found["updated_at"]),
    }
    write_table(("KEY", "VALUE"), facts.items())
    task = read_task(found["task"])
    said = [*task.history, *([task.status.message] if task.status.message is not None else [])]
    for message in said:
        write_parts(message.role.value, message.parts)
    for artifact in task.artifacts:
        write_parts(f"artifact {artifact.name or artifact.id}", artifact.parts)


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("list", list_tasks),
    ("show", show_task),
    ("cancel", cancel_task),
)

tasks = group("Look at the tasks of the peers, and end them.", COMMANDS)
