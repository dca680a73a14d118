"""``peergate approvals``: what waits for a human's yes, and the decision."""

from typing import Final

from gateway.cli.group import late_group

COMMANDS: Final[tuple[tuple[str, str], ...]] = (
    ("list", "gateway.cli.approvals.look:list_approvals"),
    ("show", "gateway.cli.approvals.look:show_approval"),
    ("approve", "gateway.cli.approvals.decide:approve"),
    ("reject", "gateway.cli.approvals.decide:reject"),
)

approvals = late_group("See what waits for a human's yes, and decide.", COMMANDS)
