"""``peergate peers find``: who offers what, over all the cards that are known."""

from typing import Annotated

import typer

from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table


def find(
    text: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]", help="Words of what is wanted.")
    ] = None,
    skill: Annotated[
        str, typer.Option(help="The name of a skill, or a part of it; else words.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many, at most.")] = 20,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find peers by a skill or by words, best first."""
    words = " ".join(text or ())
    if not words and not skill:
        raise typer.BadParameter("say what is wanted, or give --skill")
    offers = operate(
        config,
        store,
        lambda gateway: gateway.get("cards", text=words, skill=skill, limit=limit),
    )["offers"]
    if as_json:
        write_json(offers)
    elif not offers:
        write_lines("No card says so. `peergate discover PEER` reads one.")
    else:
        write_table(
            ("PEER", "HEALTH", "SKILL", "DESCRIPTION"),
            (
                (
                    offer["peer"],
                    offer["status"],
                    offer["skill"]["id"] if offer["skill"] else "",
                    _first_line(offer["skill"]["description"] if offer["skill"] else ""),
                )
                for offer in offers
            ),
        )


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
