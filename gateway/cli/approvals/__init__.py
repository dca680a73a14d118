"""``peergate approvals``: what waits for a human's yes, and the decision."""

from typing import Final

from gateway.cli.approvals.decide import approve, reject
from gateway.cli.approvals.look import list_approvals, show_approval
from gateway.cli.group import Command, group

COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("list", list_approvals),
    ("show", show_approval),
    ("approve", approve),
    ("reject", reject),
)

approvals = group("See what waits for a human's yes, and decide.", COMMANDS)
