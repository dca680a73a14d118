"""``peergate deal record``: all that happened to a deal, in the order of time."""

from typing import Any

from gateway.cli.deal.options import DealName
from gateway.cli.moments import local_time
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines, write_table
from gateway.cli.running import operate


def record(
    deal: DealName,
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the whole story: who was asked, what each answered, what was decided, who was told."""
    found: Any = operate(config, store, lambda gateway: gateway.get("deals", deal, "record"))
    if as_json:
        write_json(found)
        return
    write_lines(f"{found['ref']}: {found['subject']}", "")
    write_table(
        ("TIME", "WHAT", "WHO", "TOLD"),
        (
            (
                local_time(entry["at"]),
                entry["what"].replace("_", " "),
                _who(entry),
                _text(entry),
            )
            for entry in found["record"]
        ),
    )


def _who(entry: Any) -> str:
    """The person who decided, else the peer."""
    return str(entry["by"] or entry["peer"])


def _text(entry: Any) -> str:
    until = f"; by {local_time(entry['expected_at'])}" if entry["expected_at"] else ""
    return f"{entry['text']}{until}"
