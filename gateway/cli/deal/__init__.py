"""``peergate deal``: requests to many peers, what they answered, and what is decided."""

from typing import Final

from gateway.cli.group import late_group

COMMANDS: Final[tuple[tuple[str, str], ...]] = (
    ("open", "gateway.cli.deal.open:open_deal"),
    ("list", "gateway.cli.deal.list:list_deals"),
    ("show", "gateway.cli.deal.show:show"),
    ("award", "gateway.cli.deal.award:award"),
    ("follow", "gateway.cli.deal.follow:follow"),
    ("close", "gateway.cli.deal.end:close"),
    ("archive", "gateway.cli.deal.end:archive"),
    ("record", "gateway.cli.deal.record:record"),
)

deal = late_group("Ask many peers at once, see what they answer, and decide.", COMMANDS)
