"""``peergate deal follow``: look after those that said they would answer later, now."""

from typing import Annotated, Any

import typer

from gateway.cli.deal.options import DealName
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate


def follow(
    deal: DealName,
    peer: Annotated[
        str, typer.Argument(metavar="[PEER]", help="One peer; without it, all that are open.")
    ] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow up what is open, now: look at the peer's task, or ask again.

    What is open is followed up by itself as well, by what the peers tell and by looking now and
    then, until the peer's own time or the deal's end.
    """
    done: Any = operate(
        config, store, lambda gateway: gateway.post("deals", deal, "follow", body={"peer": peer})
    )
    if as_json:
        write_json(done)
        return
    write_lines(*(f"{name}: {how}." for name, how in done["followed"].items()))
    write_lines(*(f"{name} cannot be asked: {why}" for name, why in done["untold"].items()))
