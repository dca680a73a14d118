"""How much memory a value takes: once it is read, JSON can take thirty times its own size."""

from itertools import chain
from sys import getsizeof
from typing import Any

from msgspec import Struct


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
        ]
    return size


def _fields_of(struct: Struct) -> list[Any]:
    return [getattr(struct, name) for name in struct.__struct_fields__]
