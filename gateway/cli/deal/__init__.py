"""``peergate deal``: requests to many peers, what they answered, and what is decided."""

from typing import Final

from gateway.cli.deal.award import award
from gateway.cli.deal.end import archive, close
from gateway.cli.deal.follow import follow
from gateway.cli.deal.list import list_deals
from gateway.cli.deal.open import open_deal
from gateway.cli.deal.record import record
from gateway.cli.deal.show import show
from gateway.cli.group import Command, group

COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("open", open_deal),
    ("list", list_deals),
    ("show", show),
    ("award", award),
    ("follow", follow),
    ("close", close),
    ("archive", archive),
    ("record", record),
)

deal = group("Ask many peers at once, see what they answer, and decide.", COMMANDS)
