"""The JSON of the core, and the one strict decoder through which every foreign byte passes.

There is one parse for everything, so that what was checked is what is executed (SECURITY: C2).
"""

import json
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import orjson

from gateway.core.errors import ParseError

Json: TypeAlias = Any
JsonObject: TypeAlias = Mapping[str, Any]

MAX_DEPTH: Final = 32
MAX_STRING: Final = 256 * 1024
# A skill's own values may be nested as deep as they can be written.
_MOST_DEEP: Final = 254

_DIGITS_AS_ZERO: Final = bytes(
    ord("0") if chr(byte).isdecimal() else byte for byte in range(128)
) + bytes(range(128, 256))
_LONG_NUMBER: Final = b"0" * 19
_INT64 = range(-(2**63), 2**64)


def decode(data: bytes, *, max_depth: int = MAX_DEPTH) -> Json:
    """Parse UTF-8 JSON; raise ParseError for what two readers could read differently.

    Refused: a byte order mark, invalid UTF-8, lone surrogates, NaN, numbers that no 64-bit
    integer or finite double holds, NUL in a string, and nesting deeper than ``max_depth``.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ParseError(str(error)) from None
    # Each of the careful walks is needed only when the bytes show its trigger.
    if data.count(b"[") + data.count(b"{") > max_depth and _depth(value) > max_depth:
        raise ParseError(f"nested deeper than {max_depth} levels")
    if _LONG_NUMBER in data.translate(_DIGITS_AS_ZERO):
        _check_integers(data)
    if b"\\" in data and b"\\u0000" in data and _has_nul(value):
        raise ParseError("a string holds a NUL character")
    return value


def decode_own(data: bytes) -> Json:
    """What ``encode`` wrote: it may be deeper than what comes from outside, and hold what skills of
    ours say, NUL among it."""
    return orjson.loads(data)


def encode(value: Json) -> bytes:
    """Compact UTF-8 JSON; key order is kept."""
    return orjson.dumps(value)


def as_written(document: bytes) -> Json:
    """JSON that was encoded before, as a value that ``encode`` puts in as it is."""
    return orjson.Fragment(document)


def canonical(value: Json) -> bytes:
    """The same bytes for equal values, whatever the order of their keys; for hashing."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def as_json(value: Json) -> Json:
    """The value as its reader will have it: one of ours may hold tuples, dates, models.

    Raise TypeError for what JSON cannot say.
    """
    return decode(encode(value), max_depth=_MOST_DEEP)


def _depth(value: Json) -> int:
    deepest, stack = 0, [(value, 1)]
    while stack:
        node, level = stack.pop()
        if isinstance(node, dict):
            deepest = max(deepest, level)
            stack.extend((child, level + 1) for child in node.values())
        elif isinstance(node, list):
            deepest = max(deepest, level)
            stack.extend((child, level + 1) for child in node)
    return deepest


def _check_integers(data: bytes) -> None:
    # orjson turns a longer integer into a float without a word.
    def parse_int(digits: str) -> int:
        if len(digits) > 20 or int(digits) not in _INT64:
            raise ParseError("an integer does not fit in 64 bits")
        return 0

    json.loads(data, parse_int=parse_int)


def _has_nul(value: Json) -> bool:
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            if "\0" in node:
                return True
        elif isinstance(node, dict):
            stack.extend(node.keys())
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return False
