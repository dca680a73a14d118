"""Which approval a command is about: its id, or as much of it as no other one begins with."""

from typing import Annotated, Final

import typer

from gateway.cli.errors import Refused
from gateway.cli.operator import Operator

# Less may fit the wrong one by a slip.
_LEAST: Final = 4
_MOST_NAMED: Final = 5

ApprovalId = Annotated[
    str, typer.Argument(metavar="ID", help="The approval's id, or an unmistakable beginning of it.")
]


async def find_id(gateway: Operator, said: str) -> str:
    """The whole id; what was said where none begins so. Raise Refused where several do."""
    begins = said.removesuffix("…")
    if len(begins) < _LEAST:
        return said
    page = await gateway.get("approvals", begins=begins, limit=_MOST_NAMED)
    ids: list[str] = [row["id"] for row in page["approvals"]]
    if not ids or begins in ids:
        return begins
    if len(ids) > 1:
        more = " and more" if page["next"] is not None else ""
        raise Refused(f"{begins} may be {', '.join(ids)}{more}: write more of the id")
    return ids[0]
