"""How much a peer may say in one task: the whole of it is read again with each message."""

from typing import Final

from msgspec import Struct

from gateway.core.history import History


class Room(Struct, frozen=True):
    """For so many messages, and for so many bytes of them."""

    messages: int
    bytes: int

    def holds(self, said: History) -> bool:
        """Whether there is room for all of it together."""
        return len(said) <= self.messages and sum(map(len, said.documents)) <= self.bytes


IN_TASK: Final = Room(1000, 4 * 1024 * 1024)
WHILE_WAITING: Final = Room(100, 1024 * 1024)
"""Of what is said while a human of ours has to decide, who has to read it all."""
