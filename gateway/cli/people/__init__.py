"""``peergate people``: who decides for the operator, each with a token of their own."""

from typing import Final

from gateway.cli.group import Command, group
from gateway.cli.people.people import add, list_people, remove, rotate

COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("add", add),
    ("list", list_people),
    ("rotate", rotate),
    ("remove", remove),
)

people = group("Say who decides for the operator, each with a token of their own.", COMMANDS)
