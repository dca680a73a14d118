"""What can be read of a sealed value without its key: by which key it was sealed."""

from typing import Final

SEAL_BYTES: Final = 9
"""So many bytes at its beginning, the seal, are the same for all that one key has sealed."""


def seal_of(sealed: bytes) -> bytes:
    return sealed[:SEAL_BYTES]
