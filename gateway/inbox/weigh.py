"""How much memory a call takes: once it is read, JSON can take thirty times its own size."""

from itertools import chain
from sys import getsizeof
from typing import Any, Final

from msgspec import Struct

from gateway.core.history import History
from gateway.core.json import Json, JsonObject
from gateway.core.task import Task

_SMALL: Final = 1024
# Of all JSON empty objects take the most, and arguments are in memory twice.
_MOST_PER_BYTE: Final = 64


class Held(Struct, frozen=True):
    """What is in memory for a call: its ``body``, which was so many bytes long, the ``task`` that
    it goes on with, and the ``arguments`` that the skill gets, which may have come as text."""

    body: Json = None
    size: int = 0
    task: Task | None = None
    arguments: JsonObject | None = None

    def weigh(self) -> int:
        """Its bytes; of a small call the most that they can be, for to look costs more."""
        if 0 < self.size <= _SMALL:
            call = self.size * _MOST_PER_BYTE
            # The arguments of a task that goes on came with an earlier call, which may be large.
            return call if self.task is None else call + weigh((self.task, self.arguments))
        return weigh((self.body, self.task, self.arguments))


def weigh(value: Any) -> int:
    """The bytes of the value with all that it holds, where that is JSON or our own structures; what
    it holds twice counts twice."""
    size, level = 0, [value]
    # Level by level, for a walk from one to the next takes several times as long.
    while level:
        size += sum(map(getsizeof, level))
        objects = [one for one in level if isinstance(one, dict)]
        level = [
            *chain.from_iterable(one for one in level if isinstance(one, (list, tuple))),
            *chain.from_iterable(objects),
            *chain.from_iterable(map(dict.values, objects)),
            *chain.from_iterable(_fields_of(one) for one in level if isinstance(one, Struct)),
            *chain.from_iterable(one.held for one in level if type(one) is History),
        ]
    return size


def _fields_of(struct: Struct) -> list[Any]:
    return [getattr(struct, name) for name in struct.__struct_fields__]
