"""``peergate deal award``: take one peer's offer."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.deal.options import DealName, MessageOption, NoteOption
from gateway.cli.errors import Refused
from gateway.cli.operator import Operator
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.deals.say import say_values


def award(
    deal: DealName,
    peer: Annotated[str, typer.Argument(metavar="PEER", help="Whose offer is taken.")],
    note: NoteOption = "",
    message: MessageOption = "",
    tell_others: Annotated[
        bool, typer.Option("--tell-others", help="Send a polite no to the others that offered.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also where it is not what was asked for.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask at the terminal.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a peer's offer and tell it so; the confirmation is kept until the peer has it.

    At a terminal the offer is shown first, and no newer one is taken. Awarded once, a deal stays
    with its winner: the same again changes nothing, another is refused.
    """
    asks = sys.stdin.isatty() and not (yes or as_json)
    body: dict[str, Any] = {
        "peer": peer,
        "note": note,
        "message": message,
        "tell_others": tell_others,
        "anyway": anyway,
        "offer_at": _confirm(config, store, deal, peer) if asks else "",
    }
    done: Any = operate(
        config, store, lambda gateway: gateway.post("deals", deal, "award", body=body)
    )
    if as_json:
        write_json(done)
        return
    ref = done["deal"]["ref"]
    if not done["is_new"]:
        write_lines(f"{ref} was awarded to {peer} already; nothing changed.")
        return
    offered = say_values(done["offer"]["values"], done["deal"]["currency"])
    write_lines(f"{ref} is awarded to {peer}: {offered}.", f"{peer} is told.")
    others = [name for name in done["told"] if name != peer]
    if others:
        write_lines(f"A polite no goes to {', '.join(others)}.")
    for name, why in done["untold"].items():
        write_lines(f"{name} cannot be told: {why}")
    if done["pending"]:
        write_lines(f"Still followed up: {', '.join(done['pending'])}.")


def _confirm(config: Path, store: str | None, deal: str, peer: str) -> str:
    """When the offer came that a person at the terminal takes; raise Refused when they do not."""

    async def look(gateway: Operator) -> tuple[Any, Any]:
        return await gateway.get("deals", deal), await gateway.get("deals", deal, "offers", peer)

    about, offer = operate(config, store, look)
    said = say_values(offer["values"], about["currency"]) or offer["reason"] or "nothing"
    write_lines(f"{about['ref']}, {about['subject']}: {peer} {offer['kind']}: {said}")
    if not typer.confirm(f"Award it to {peer}?", err=True):
        raise Refused("nothing was awarded")
    return str(offer["at"])
