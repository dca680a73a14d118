"""What came of a call to a peer: the result on standard output, the rest on standard error."""

from typing import Any, Final

import typer

from gateway.cli.moments import duration
from gateway.cli.output import pretty, write_error, write_json, write_text

_GONE_WRONG: Final = frozenset({"failed", "rejected", "canceled"})


def show_outcome(outcome: Any, *, as_json: bool, in_words: bool = False) -> None:
    """Write it, ``in_words`` where the answer has some.

    Exit with 1 unless the peer answered and its task did not end badly.
    """
    if as_json:
        write_json(outcome)
    else:
        _write(outcome, in_words=in_words)
    state = outcome.get("task", {}).get("state", "")
    if outcome["kind"] != "answered" or state in _GONE_WRONG:
        raise typer.Exit(1)


def _write(outcome: Any, *, in_words: bool) -> None:
    if "error" in outcome:
        write_error(f"{outcome['kind']}: {outcome['error']['message']}")
        return
    result = (in_words and outcome["text"]) or outcome["result"]
    if result is not None:
        write_text(result if isinstance(result, str) else pretty(result))
    how = f"answered in {duration(outcome['duration_ms'])}, dialect {outcome['dialect']}"
    if "task" in outcome:
        how += f"; task {outcome['task']['id']} is {outcome['task']['state']}"
    write_error(how)
