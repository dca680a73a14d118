"""Why a contract is not taken: the part of it that cannot be promised, by its name and place."""

from typing import Final

from gateway.core.errors import InvalidParams, Violation

MAX_NODES: Final = 1000
MAX_DEPTH: Final = 32
MAX_BYTES: Final = 64 * 1024
_FIELD: Final = "responseSchema"
_MOST_NAME: Final = 64


class ContractNotSupported(InvalidParams):
    """This answer's shape cannot be promised."""

    reason = "CONTRACT_NOT_SUPPORTED"


def not_promised(path: str, why: str) -> ContractNotSupported:
    """The error to raise for the part at this path, "" for the top."""
    field = f"{_FIELD}.{path}" if path else _FIELD
    words = f"{why} at {path or 'the top'}"
    return ContractNotSupported(words, violations=(Violation(field, why),))


def join(path: str, name: str) -> str:
    """The path of a field, whose name may be anything."""
    name = name[:_MOST_NAME]
    return f"{path}.{name}" if path else name


def show(name: object) -> str:
    """A word of the caller's, of which not too much is repeated."""
    return repr(str(name)[:_MOST_NAME])


class Budget:
    """How many parts may still come."""

    def __init__(self) -> None:
        self._left = MAX_NODES

    def spend(self, path: str, nodes: int = 1, depth: int = 0) -> None:
        """Raise ContractNotSupported when there are too many, or they are too deep."""
        self._left -= nodes
        if self._left < 0:
            raise not_promised(path, f"more than {MAX_NODES} parts in all")
        if depth > MAX_DEPTH:
            raise not_promised(path, f"more than {MAX_DEPTH} levels")
