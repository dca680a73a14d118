"""How much a peer may say in one task: the whole task is written again with each message."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from gateway.core.json import encode
from gateway.core.message import Message
from gateway.core.message_document import write_message


class Room(Struct, frozen=True):
    """For so many messages, and for so many bytes of them."""

    messages: int
    bytes: int

    def holds(self, messages: Sequence[Message]) -> bool:
        """Whether there is room for all of these together."""
        size = sum(len(encode(write_message(message))) for message in messages)
        return len(messages) <= self.messages and size <= self.bytes


IN_TASK: Final = Room(1000, 4 * 1024 * 1024)
WHILE_WAITING: Final = Room(100, 1024 * 1024)
"""Of what is said while a human of ours has to decide, who has to read it all."""
