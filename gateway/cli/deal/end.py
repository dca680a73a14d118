"""``peergate deal close`` and ``archive``: no more answers are waited for; put it away."""

from typing import Annotated, Any

import typer

from gateway.cli.deal.options import DealName, MessageOption, NoteOption
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate


def close(
    deal: DealName,
    note: NoteOption = "",
    message: MessageOption = "",
    tell_pending: Annotated[
        bool, typer.Option("--tell-pending", help="Tell those that are still at it.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take no more answers to a deal; who was not reached so far is not asked any more."""
    body = {"note": note, "message": message, "tell_pending": tell_pending}
    done: Any = operate(
        config, store, lambda gateway: gateway.post("deals", deal, "close", body=body)
    )
    if as_json:
        write_json(done)
        return
    ref = done["deal"]["ref"]
    if not done["is_new"]:
        write_lines(f"{ref} was closed already; nothing changed.")
        return
    write_lines(f"{ref} is closed.")
    if done["told"]:
        write_lines(f"Told: {', '.join(done['told'])}.")
    for name, why in done["untold"].items():
        write_lines(f"{name} cannot be told: {why}")
    if done["unasked"]:
        write_lines(f"Not asked any more: {', '.join(done['unasked'])}.")


def archive(
    deal: DealName,
    note: NoteOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put away a deal that was awarded or closed; its record stays."""
    done: Any = operate(
        config, store, lambda gateway: gateway.post("deals", deal, "archive", body={"note": note})
    )
    if as_json:
        write_json(done)
    else:
        write_lines(f"{done['deal']['ref']} is archived.")
