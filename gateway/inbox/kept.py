"""What an approved call of another skill gave, as it is kept in the row of its run.

Apart because it is no record of ours alone: a run that waits for another yes afterwards begins from
its first line then, and one yes is for one run. ``call`` is the call's name, by which it is found.
"""

from collections.abc import Sequence

import orjson

from gateway.core.document import read_artifact, write_artifact
from gateway.core.errors import GatewayError
from gateway.core.json import encode
from gateway.core.message import Artifact
from gateway.store.records import Activity


class FailedBefore(GatewayError):
    """This was approved, and failed when it was run."""

    reason = "FAILED_BEFORE"


def write_kept(call: str, artifacts: Sequence[Artifact]) -> str:
    """The output of the row."""
    kept = [write_artifact(artifact) for artifact in artifacts]
    return encode({"call": call, "artifacts": kept}).decode()


def write_failed(call: str, error: str) -> str:
    """The same for one that failed."""
    return encode({"call": call, "error": error}).decode()


def find_kept(row: Activity | None, call: str) -> tuple[Artifact, ...] | None:
    """None where this call has not come to its end in that run; raise FailedBefore."""
    if row is None or not row.output:
        return None
    kept = orjson.loads(row.output)
    if kept["call"] != call:
        return None
    if "error" in kept:
        raise FailedBefore(row.skill)
    return tuple(read_artifact(artifact) for artifact in kept["artifacts"])
