"""``peergate deal record``: all that happened to a deal, in the order of time."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from gateway.cli.deal.options import DealName
from gateway.cli.moments import local_day, local_time
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, StoreOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.running import operate
from gateway.cli.table import write_table
from gateway.core.deal import OfferKind


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
        ("TIME", "WHO", "WHAT"),
        ((local_time(at), who, what) for at, who, what in _lines(found["record"])),
    )


def _lines(entries: Iterable[Any]) -> Iterator[tuple[str, str, str]]:
    """Those that were asked in one go are one line."""
    for (at, is_question), group in groupby(entries, key=_kind):
        if is_question:
            yield at, "", f"asked: {', '.join(entry['peer'] for entry in group)}"
            continue
        for entry in group:
            # The person who decided, else the peer.
            yield at, entry["by"] or entry["peer"], _text(entry)


def _kind(entry: Any) -> tuple[str, bool]:
    return entry["at"], entry["what"] == OfferKind.ASKED


def _text(entry: Any) -> str:
    if entry["what"] == OfferKind.PENDING_REVIEW and entry["expected_at"]:
        return f"{entry['text']}; by {local_day(entry['expected_at'])}"
    return str(entry["text"])
