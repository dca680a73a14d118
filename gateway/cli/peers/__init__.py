"""``peergate peers``: who may talk with us, edited in the config with its comments kept."""

from typing import Final

from gateway.cli.group import late_group

COMMANDS: Final[tuple[tuple[str, str], ...]] = (
    ("add", "gateway.cli.peers.add:add"),
    ("list", "gateway.cli.peers.show:list_peers"),
    ("show", "gateway.cli.peers.show:show"),
    ("pause", "gateway.cli.peers.status:pause"),
    ("resume", "gateway.cli.peers.status:resume"),
    ("revoke", "gateway.cli.peers.status:revoke"),
    ("rotate", "gateway.cli.peers.rotate:rotate"),
    ("token", "gateway.cli.peers.token:keep_token"),
    ("find", "gateway.cli.peers.find:find"),
    ("diff", "gateway.cli.peers.card:diff"),
    ("confirm", "gateway.cli.peers.card:confirm"),
    ("remove", "gateway.cli.peers.remove:remove"),
)

peers = late_group("Add, show and change the peers of a config.", COMMANDS)
