"""``peergate automations``: what happens by itself, when it is due, and what came of it."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import typer

from gateway.cli.errors import Refused
from gateway.cli.group import Command, group
from gateway.cli.moments import age, away, local_time
from gateway.cli.operator import Operator
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import pretty, write_json, write_lines, write_text
from gateway.cli.running import operate, operate_running
from gateway.cli.table import write_table

_STYLES: Final = {"error": "red", "waiting": "yellow"}
_LOOK_SECONDS: Final = 0.2
_UNSETTLED: Final = ("waiting", "pending")


def list_automations(
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the automations, when each is due next, and its last run."""
    rows = operate(config, store, lambda gateway: gateway.get("automations"))["automations"]
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("There is no automation; a row of [[automations]] makes one.")
    else:
        now = datetime.now(UTC)
        write_table(
            ("NAME", "WHEN", "DOES", "NEXT", "LAST RUN"),
            ((row["name"], _when(row), _does(row), _next(row), _last(row, now)) for row in rows),
            styles=[_STYLES.get((row["last_run"] or {}).get("status", ""), "") for row in rows],
        )


def run_automation(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The automation's name.")],
    notice: Annotated[
        str, typer.Option("--notice", metavar="ID", help="As if this notice had just come.")
    ] = "",
    wait: Annotated[
        float, typer.Option("--wait", min=0, metavar="SECONDS", help="For its end, at most.")
    ] = 60,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run an automation now, also one that is switched off, and say what came of it.

    Without --notice there is nothing that {{data.…}} could stand for.
    """

    async def run(gateway: Operator) -> Any:
        body = {"notice": notice} if notice else {}
        begun = await gateway.post("automations", name, "run", body=body)
        return await _settled(gateway, begun["run"], wait)

    done = operate_running(config, store, run)
    if as_json:
        write_json(done)
    elif done["status"] == "success":
        write_lines(f"{name} was run.")
        write_text(pretty(done["output"]), indent="  ")
    if done["status"] == "error":
        raise Refused(f"{name}: {done['error']}")
    if done["status"] in _UNSETTLED and not as_json:
        write_lines(*_say_unsettled(name, done))


async def _settled(gateway: Operator, run_id: str, seconds: float) -> Any:
    """The run when it has ended or failed once, or as it is when the time is up."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while True:
        run = await gateway.get("automations", "runs", run_id)
        is_over = run["status"] not in _UNSETTLED or run["error"]
        if is_over or loop.time() >= until:
            return run
        await asyncio.sleep(_LOOK_SECONDS)


def _say_unsettled(name: str, run: Any) -> tuple[str, ...]:
    look = "`peergate automations list` says what comes of it"
    if not run["error"]:
        return (f"{name} is not done yet; {look}.",)
    when = f" at {local_time(run['next_at'])}" if run["next_at"] else ""
    return f"{name} failed: {run['error']}", f"It is tried again{when}; {look}."


def _when(row: Any) -> str:
    if row["cron"]:
        when = f"{row['cron']} {row['timezone']}"
    else:
        when = ", ".join(row["on"])
        joint = " and " if row["match"] == "all" else " or "
        if conditions := joint.join(_condition(one) for one in row["where"]):
            when += f" where {conditions}"
        if row["window"] is not None:
            when += f", {row['min_count']} in {row['window']:g} s"
    return when if row["enabled"] else f"{when} (switched off)"


def _condition(condition: Any) -> str:
    op, value = condition["op"], condition["value"]
    if op == "exists":
        return f"{condition['field']} {'exists' if value else 'is missing'}"
    return f"{condition['field']} {op} {value}"


def _does(row: Any) -> str:
    if row["webhook"]:
        return f"tells {row['webhook']}"
    if row["peer"]:
        return f"calls {row['peer']}" + (f" for {row['skill']}" if row["skill"] else "")
    return f"runs {row['skill']}"


def _next(row: Any) -> str:
    return local_time(row["next_at"]) if row["next_at"] else ""


def _last(row: Any, now: datetime) -> str:
    run = row["last_run"]
    if run is None:
        return ""
    told = f"{run['status']}, {age(run['at'], now)} ago"
    if run["status"] == "waiting" and run["next_at"]:
        told += f", tried {away(run['next_at'], now)}"
    return f"{told}: {run['error']}" if run["error"] else told


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("list", list_automations),
    ("run", run_automation),
)

automations = group("Look at what happens by itself, and have it happen now.", COMMANDS)
