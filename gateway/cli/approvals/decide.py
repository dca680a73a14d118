"""``peergate approvals approve`` and ``reject``."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from gateway.cli.approvals.person import (
    AsOption,
    TokenOption,
    check_person,
    read_person_token,
)
from gateway.cli.approvals.which import ApprovalId, find_id
from gateway.cli.operator import Operator
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate, operate_running


def approve(
    approval_id: ApprovalId,
    name: AsOption = "",
    token: TokenOption = "",
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="For the record here; no peer sees it.")
    ] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say yes: the gateway carries out what was asked for, exactly as it was asked for, and once.

    Refused where no gateway runs: there is none that would carry it out.
    """
    secret = read_person_token(name, token)
    work = _decide(approval_id, "approve", name, note)
    done = operate_running(config, store, work, secret)
    if as_json:
        write_json(done)
    elif done["state"] == "waiting":
        said = " and ".join(done["approved_by"])
        write_lines(f"{said} said yes; it waits for {done['needed']} people.")
    else:
        write_lines(
            f"Approved by {' and '.join(done['approved_by'])}; it is carried out now.",
            f"`peergate tasks show {done['task_id']}` shows what comes of it.",
        )


def reject(
    approval_id: ApprovalId,
    name: AsOption = "",
    token: TokenOption = "",
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="Why; the peer is told this.")
    ] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say no: the task ends, and its peer is told."""
    secret = read_person_token(name, token)
    done = operate(config, store, _decide(approval_id, "reject", name, note), secret)
    if as_json:
        write_json(done)
    else:
        by = done["decisions"][-1]["by"]
        write_lines(f"Rejected by {by}; {done['peer']} is told.")


def _decide(
    approval_id: str, what: str, name: str, note: str
) -> Callable[[Operator], Awaitable[Any]]:
    async def work(gateway: Operator) -> Any:
        await check_person(gateway, name)
        whole_id = await find_id(gateway, approval_id)
        return await gateway.post("approvals", whole_id, what, body={"note": note})

    return work
