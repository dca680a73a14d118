"""``peergate peers``: who may talk with us, edited in the config with its comments kept."""

from typing import Final

from gateway.cli.group import Command, group
from gateway.cli.peers.add import add
from gateway.cli.peers.card import confirm, diff
from gateway.cli.peers.find import find
from gateway.cli.peers.remove import remove
from gateway.cli.peers.rotate import rotate
from gateway.cli.peers.show import list_peers, show
from gateway.cli.peers.status import pause, resume, revoke
from gateway.cli.peers.token import keep_token

COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("add", add),
    ("list", list_peers),
    ("show", show),
    ("pause", pause),
    ("resume", resume),
    ("revoke", revoke),
    ("rotate", rotate),
    ("token", keep_token),
    ("find", find),
    ("diff", diff),
    ("confirm", confirm),
    ("remove", remove),
)

peers = group("Add, show and change the peers of a config.", COMMANDS)
