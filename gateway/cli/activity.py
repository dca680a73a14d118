"""``peergate activity``: the calls in and out, as a log that reads well, and while they come."""

from contextlib import suppress
from typing import Annotated, Any, Final

import typer

from gateway.cli.moments import duration, local_time
from gateway.cli.operator import Operator
from gateway.cli.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    LimitOption,
    PeerOption,
    StoreOption,
)
from gateway.cli.output import write_error, write_json, write_json_line, write_lines
from gateway.cli.running import operate, operate_running
from gateway.cli.table import Column, RowWriter, terminal_width
from gateway.http.operator_api import MOST_ROWS

_ARROWS: Final = {"inbound": "←", "outbound": "→", "internal": "·"}
_STYLES: Final = {"error": "red", "pending": "yellow", "dispatched": "yellow"}


def activity(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on, as calls come.")] = False,
    peer: PeerOption = "",
    limit: LimitOption = 20,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the newest calls, the last of them at the end: ← they called us, → we called them.

    With --follow a call that takes its time is shown when it begins and again when it ends, and
    --json writes one line a call.
    """
    if follow:
        # Whoever looks on ends it by Ctrl-C.
        with suppress(KeyboardInterrupt):
            operate_running(
                config,
                store,
                lambda gateway: _follow(gateway, peer, min(limit, MOST_ROWS), as_json=as_json),
            )
        return
    rows = operate(config, store, lambda gateway: gateway.list_rows("activity", limit, peer=peer))
    rows.reverse()
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("There were no calls yet.")
    else:
        table = ActivityTable()
        for row in rows:
            table.write(row)


async def _follow(gateway: Operator, peer: str, limit: int, *, as_json: bool) -> None:
    table = ActivityTable()
    last: Any = None
    async for name, data in gateway.follow("activity", "follow", peer=peer, limit=limit):
        if name == "lost":
            write_error(f"{data['lost']} calls came too fast and are left out here")
        elif data != last:
            last = data
            if as_json:
                write_json_line(data)
            else:
                table.write(data)


class ActivityTable:
    """One line a call within 80 columns and more; a longer name is folded below itself."""

    def __init__(self) -> None:
        # What is left of a wider terminal goes to the names.
        spare = max(0, min(terminal_width(), 120) - 80)
        self._rows = RowWriter(
            (
                Column("TIME", 14),
                Column("", 1),
                Column("PEER", 12 + spare // 3),
                Column("CALLED", 15 + spare - spare // 3),
                Column("DIALECT", 9),
                Column("STATUS", 10),
                Column("TOOK", 7, "right"),
            )
        )

    def write(self, row: Any) -> None:
        called = _called(row)
        reason = row["error"].partition(":")[0]
        self._rows.write(
            (
                local_time(row["at"]),
                _ARROWS[row["direction"]],
                row["peer"],
                f"{called} {reason}" if reason else called,
                row["dialect"],
                row["status"],
                duration(row["duration_ms"]),
            ),
            _STYLES.get(row["status"], ""),
        )


def _called(row: Any) -> str:
    """The skill; of what we did ourselves, what that was as well."""
    if row["direction"] == "internal" and row["skill"]:
        return f"{row['operation']} {row['skill']}"
    return str(row["skill"] or row["operation"])
