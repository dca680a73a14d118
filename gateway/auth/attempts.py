"""How often an address failed to authenticate; what is over the limit is told to wait.

The count is looked at after a token was refused, so a good token from the same address works.
"""

from collections import OrderedDict
from typing import Final

WINDOW_MS: Final = 60_000
LIMIT: Final = 20
MAX_ADDRESSES: Final = 10_000


class Attempts:
    """Failures per address and minute, for at most ``MAX_ADDRESSES`` addresses."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def fail(self, address: str, now: int) -> int:
        """Count a failure; return the seconds to wait, 0 while the address is within its limit."""
        began, count = self._failures.pop(address, (now, 0))
        if now - began >= WINDOW_MS:
            began, count = now, 0
        self._failures[address] = (began, count + 1)
        if len(self._failures) > MAX_ADDRESSES:
            self._failures.popitem(last=False)
        return 0 if count < LIMIT else max(1, (began + WINDOW_MS - now) // 1000)
