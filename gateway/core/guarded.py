"""Values with fields that no log and no traceback shows."""

from typing import ClassVar

from msgspec import Struct


class Guarded(Struct, frozen=True):
    """``hidden`` names the fields that the repr leaves out."""

    hidden: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        shown = (name for name in self.__struct_fields__ if name not in self.hidden)
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__name__}({told})"
