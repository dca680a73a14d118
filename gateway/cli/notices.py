"""``peergate notices``: what happened here, as a log that reads well, and while it happens."""

from contextlib import suppress
from typing import Annotated, Any, Final

import typer

from gateway.cli.group import Command, group
from gateway.cli.moments import local_time
from gateway.cli.operator import Operator
from gateway.cli.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    LimitOption,
    PeerOption,
    StoreOption,
)
from gateway.cli.output import write_json, write_json_line, write_lines
from gateway.cli.running import operate, operate_running
from gateway.cli.table import Column, RowWriter, terminal_width
from gateway.http.operator_api import MOST_ROWS

_STYLES: Final = {
    "peer.down": "red",
    "approval.requested": "yellow",
    "approval.expired": "red",
    "deal.improved": "yellow",
}
_MOST_WORDS: Final = 200

TypeOption = Annotated[
    str, typer.Option("--type", metavar="TYPE", help="Only these: deal.settled, or deal.* for all.")
]
SubjectOption = Annotated[
    str, typer.Option("--subject", metavar="ID", help="Only those about this.")
]


def list_notices(
    kind: TypeOption = "",
    peer: PeerOption = "",
    subject: SubjectOption = "",
    limit: LimitOption = 20,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what happened here, the newest at the end; --json has all that is known of each."""
    rows = operate(
        config,
        store,
        lambda gateway: gateway.list_rows("notices", limit, type=kind, peer=peer, subject=subject),
    )
    rows.reverse()
    if as_json:
        write_json(rows)
    elif not rows:
        write_lines("There is no notice.")
    else:
        table = NoticeTable()
        for row in rows:
            table.write(row)


def follow_notices(
    kind: TypeOption = "",
    peer: PeerOption = "",
    subject: SubjectOption = "",
    limit: Annotated[
        int, typer.Option(min=1, max=MOST_ROWS, help="How many of before, at most.")
    ] = 20,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the newest notices and then each that comes, until Ctrl-C; --json writes one a line."""

    async def follow(gateway: Operator) -> None:
        table = NoticeTable()
        async for _, row in gateway.follow(
            "notices", "follow", type=kind, peer=peer, subject=subject, limit=limit
        ):
            if as_json:
                write_json_line(row)
            else:
                table.write(row)

    with suppress(KeyboardInterrupt):
        operate_running(config, store, follow)


class NoticeTable:
    """One line a notice within 80 columns and more; what is longer is folded below itself."""

    def __init__(self) -> None:
        spare = max(0, min(terminal_width(), 140) - 80)
        self._rows = RowWriter(
            (
                Column("TIME", 14),
                Column("NOTICE", 18),
                Column("PEER", 12),
                Column("WHAT", 32 + spare),
            )
        )

    def write(self, row: Any) -> None:
        self._rows.write(
            (local_time(row["at"]), row["type"], row["peer"], _describe(row)),
            _STYLES.get(row["type"], ""),
        )


def _describe(row: Any) -> str:
    """What it is about, and of its data what is short enough to be read in passing."""
    told = [
        f"{name}={value}"
        for name, value in row["data"].items()
        if isinstance(value, str | int | float) and value not in ("", row["subject"], row["peer"])
    ]
    words = " ".join(told)
    if len(words) > _MOST_WORDS:
        words = words[:_MOST_WORDS] + "…"
    subject = row["subject"] if row["subject"] != row["peer"] else ""
    return "  ".join(part for part in (subject, words) if part)


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("list", list_notices),
    ("follow", follow_notices),
)

notices = group("Look at what happened here, and while it happens.", COMMANDS)
