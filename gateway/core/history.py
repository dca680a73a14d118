"""What was said in a task, oldest first: each message as a value, or as its document.

A task may hold more than anybody looks at, and it is saved and answered with again and again. So
what is stored stays as it is written, and is written once. Its value is made for whoever asks and
is theirs: values take many times the memory of documents, and a task that waits was weighed
before (SECURITY: P6).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, TypeAlias, overload

from msgspec import Struct
from msgspec.json import Decoder

from gateway.core.json import decode_own, encode
from gateway.core.message import Message, Role
from gateway.core.message_document import ROLES, read_message, write_message


class _Speaker(Struct):
    """Of a document as much as tells whose words it holds."""

    role: str


_SPEAKER: Final = Decoder(_Speaker)
_BY_VALUE: Final = {role.value: role for role in Role}


class _Turn:
    """One message as a value or a document; its document and its role are made once."""

    __slots__ = ("_document", "_message", "_role")

    def __init__(
        self, message: Message | None, document: bytes = b"", role: Role | None = None
    ) -> None:
        self._message = message
        self._document = document
        self._role = role if message is None else message.role

    @property
    def message(self) -> Message:
        if self._message is not None:
            return self._message
        return read_message(decode_own(self._document))

    @property
    def document(self) -> bytes:
        """Raise TypeError for a message that holds what JSON cannot say."""
        if not self._document:
            self._document = encode(write_message(self.message))
        return self._document

    @property
    def held(self) -> tuple[bytes, Message | None]:
        return self._document, self._message

    @property
    def role(self) -> Role:
        if self._role is None:
            self._role = ROLES[_SPEAKER.decode(self._document).role]
        return self._role


class History(Sequence[Message]):
    """It never changes, and equals a tuple of the same messages."""

    __slots__ = ("_turns",)

    def __init__(self, turns: tuple[_Turn, ...]) -> None:
        self._turns = turns

    @classmethod
    def of(cls, messages: Iterable[Message]) -> "History":
        if isinstance(messages, History):
            return messages
        return cls(tuple(_Turn(message) for message in messages))

    @classmethod
    def read(cls, stored: Iterable[tuple[str, bytes]]) -> "History":
        """That of stored messages: the role of each, "" where only the document says it, and the
        document."""
        return cls(tuple([_Turn(None, document, _BY_VALUE.get(role)) for role, document in stored]))

    @property
    def documents(self) -> list[bytes]:
        """The messages as they are stored; raise TypeError for what JSON cannot say."""
        return [turn.document for turn in self._turns]

    @property
    def stored(self) -> list[tuple[str, bytes]]:
        """The messages as ``read`` takes them; raise TypeError for what JSON cannot say."""
        return [(turn.role.value, turn.document) for turn in self._turns]

    @property
    def held(self) -> Iterator[bytes | Message | None]:
        """What is in memory of the messages: documents, and values that were not read of one."""
        return chain.from_iterable(turn.held for turn in self._turns)

    def said_by(self, role: Role) -> "History":
        return History(tuple(turn for turn in self._turns if turn.role is role))

    def plus(self, message: Message) -> "History":
        return History((*self._turns, _Turn(message)))

    @overload
    def __getitem__(self, place: int) -> Message: ...

    @overload
    def __getitem__(self, place: slice) -> "History": ...

    def __getitem__(self, place: int | slice) -> "Message | History":
        if isinstance(place, slice):
            return History(self._turns[place])
        return self._turns[place].message

    def __len__(self) -> int:
        return len(self._turns)

    def __iter__(self) -> Iterator[Message]:
        return (turn.message for turn in self._turns)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, History | tuple):
            return NotImplemented
        return tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


Messages: TypeAlias = tuple[Message, ...] | History


def with_message(said: Messages, message: Message) -> Messages:
    """What was said with one message more."""
    return (*said, message) if isinstance(said, tuple) else said.plus(message)
