"""What the operator's API and its callers agree on; apart, for callers need nothing else of it."""

from typing import Final

PREFIX: Final = "/operator/v1"

MOST_ROWS: Final = 100
"""Of a page of a list."""

MOST_EXPIRY_SECONDS: Final = 90 * 86_400
"""Of an invitation."""

MOST_OVERLAP_SECONDS: Final = 366 * 86_400
"""Of an old token with the new one."""
