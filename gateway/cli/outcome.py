"""What came of a call to a peer: the result on standard output, the rest on standard error."""

from collections.abc import Collection
from typing import Any, Final

import typer

from gateway.cli.moments import duration
from gateway.cli.output import pretty, write_error, write_json, write_text
from gateway.core.document import read_artifact, read_status
from gateway.core.flatten import flatten

BAD_ENDS: Final = frozenset({"failed", "rejected", "canceled"})


def show_outcome(
    outcome: Any, *, as_json: bool, in_words: bool = False, accepted: Collection[str] = ()
) -> None:
    """Write it, ``in_words`` where the answer has some; exit as ``check_outcome`` does."""
    if as_json:
        write_json(outcome)
    else:
        _write(outcome, in_words=in_words)
    check_outcome(outcome, accepted)


def check_outcome(outcome: Any, accepted: Collection[str] = ()) -> None:
    """Exit with 1 unless the peer answered and its task did not end badly, but for the states that
    are ``accepted``.
    """
    state = outcome.get("task", {}).get("state", "")
    if outcome["kind"] != "answered" or (state in BAD_ENDS and state not in accepted):
        raise typer.Exit(1)


def write_said(event: Any) -> None:
    """One event of an A2A 1.0 stream on standard error: the state, or a piece of an artifact."""
    for member, said in event.items():
        if member == "message":
            return
        if member == "artifactUpdate":
            artifact = read_artifact(said["artifact"])
            write_error(f"artifact {artifact.name or artifact.id}: {flatten(artifact.parts)}")
            return
        status = read_status(said["status"])
        words = flatten(status.message.parts) if status.message is not None else ""
        write_error(f"{status.state}: {words}" if words else status.state)


def _write(outcome: Any, *, in_words: bool) -> None:
    if "error" in outcome:
        write_error(f"{outcome['kind']}: {outcome['error']['message']}")
        return
    result = (in_words and outcome["text"]) or outcome["result"]
    if result is not None:
        write_text(result if isinstance(result, str) else pretty(result))
    how = f"answered in {duration(outcome['duration_ms'])}, dialect {outcome['dialect']}"
    if "task" in outcome:
        name = f"task {outcome['task']['id']}".strip()
        how += f"; {name} is {outcome['task']['state']}"
    write_error(how)
