"""``peergate deal list``: the requests to many, and how far each of them is."""

from typing import Annotated, Any, Final

import typer

from gateway.cli.moments import local_day
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, LimitOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table
from gateway.core.deal import DealState, OfferKind

_STYLES: Final = {"open": "yellow", "archived": "dim"}


def list_deals(
    state: Annotated[DealState | None, typer.Option(help="Only those in this state.")] = None,
    limit: LimitOption = 20,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the deals; what was opened last comes first."""
    rows: list[Any] = operate(
        config, store, lambda gateway: gateway.list_rows("deals", limit, state=state)
    )
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("There are no such deals.")
    else:
        write_table(
            ("DEAL", "STATE", "SUBJECT", "OPENED", "DEADLINE", "ANSWERS", "AWARDED TO"),
            (
                (
                    row["ref"],
                    row["state"],
                    row["subject"],
                    local_day(row["opened_at"]),
                    local_day(row["deadline"]),
                    say_counts(row["counts"]),
                    row["awarded_to"],
                )
                for row in rows
            ),
            styles=[_STYLES.get(row["state"], "") for row in rows],
        )


def say_counts(counts: Any) -> str:
    """``43 asked: 3 quoted, 1 pending review, 17 declined``."""
    named = (
        f"{counts[kind]} {say_kind(kind)}"
        for kind in OfferKind
        if kind is not OfferKind.ASKED and kind in counts
    )
    told = ", ".join(named) or "none answered yet"
    return f"{counts['all']} asked: {told}"


def say_kind(kind: str) -> str:
    return kind.replace("_", " ")
