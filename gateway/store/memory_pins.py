"""One tenant's pins in memory."""

from collections import defaultdict
from collections.abc import Sequence
from typing import assert_never

from msgspec import Struct, field

from gateway.store.pin import (
    KEPT_CHANGES,
    CardChange,
    CardPin,
    ForgetPin,
    PinWrite,
    RecordCardChange,
    SavePin,
)


class MemoryPins(Struct, frozen=True):
    """By peer; changes oldest first."""

    pins: dict[str, CardPin] = field(default_factory=dict)
    changes: defaultdict[str, list[CardChange]] = field(default_factory=lambda: defaultdict(list))

    def write(self, write: PinWrite) -> None:
        match write:
            case SavePin(pin):
                self.pins[pin.peer] = pin
            case ForgetPin(peer):
                self.pins.pop(peer, None)
                self.changes.pop(peer, None)
            case RecordCardChange(change):
                self.changes[change.peer] = [*self.changes[change.peer], change][-KEPT_CHANGES:]
            case _:
                assert_never(write)

    async def find(self, peer: str) -> CardPin | None:
        return self.pins.get(peer)

    async def list_all(self) -> list[CardPin]:
        return [self.pins[name] for name in sorted(self.pins)]

    async def list_changes(self, peer: str) -> Sequence[CardChange]:
        return self.changes.get(peer, [])[::-1]
