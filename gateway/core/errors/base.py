"""What every error is: a class is one row of the error table.

Its docstring is the message, its members are what each binding needs to write it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from msgspec import Struct

RETRY_AFTER: Final = "retry_after"
_DAY_SECONDS: Final = 86_400
_MAX_DIGITS: Final = 9


class Fault(StrEnum):
    """Whose doing an error is."""

    CALLER = "caller"
    GATEWAY = "gateway"
    PEER = "peer"


class Violation(Struct, frozen=True):
    """One field that was wrong: a dotted path and what was expected there."""

    field: str
    description: str


class GatewayError(Exception):
    """Internal error."""

    code: ClassVar[int] = -32603
    reason: ClassVar[str] = "INTERNAL_ERROR"
    http_status: ClassVar[int] = 500
    grpc_status: ClassVar[str] = "INTERNAL"
    fault: ClassVar[Fault] = Fault.CALLER
    retriable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str = "",
        *,
        violations: tuple[Violation, ...] = (),
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        self.detail = detail
        self.violations = violations
        self.metadata = dict(metadata or {})
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What a peer may read: the class's sentence, then the detail. Never holds a secret."""
        title = (type(self).__doc__ or "").strip().split("\n", 1)[0]
        return f"{title[:-1]}: {self.detail}" if self.detail else title

    @property
    def retry_after(self) -> int | None:
        """After how many seconds to try again, a day at most; None where nobody said."""
        said = self.metadata.get(RETRY_AFTER, "")
        if not said.isascii() or not said.isdecimal() or len(said) > _MAX_DIGITS:
            return None
        return min(int(said), _DAY_SECONDS)
