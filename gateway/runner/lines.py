"""Lines of callers that wait, one for each key, which are served in turn.

Apart because of what goes wrong where it is said twice: whose turn it is, and what becomes of one
that goes away, even just as it is served. When there is something to serve, its owner says.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable


class Lines:
    """``give_back`` is called with the key when one was served that is not there any more.

    ``waiting`` are the lines by their keys, none of them empty, to look at alone: a plain mapping,
    for most looks find nobody and are made with each call.
    """

    def __init__(self, give_back: Callable[[str], object]) -> None:
        self._give_back = give_back
        # The order of the keys is that of their turns: a served key goes to the back.
        self.waiting: OrderedDict[str, OrderedDict[asyncio.Future[None], None]] = OrderedDict()

    async def wait(self, key: str) -> None:
        """Return when the caller was served; who is cancelled leaves the line."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(key, OrderedDict())[turn] = None
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled() or not turn.done():
                self._leave(key, turn)
            else:
                self._give_back(key)
            raise

    def serve(self, may: Callable[[str], bool]) -> str | None:
        """Serve the first in line of the first key that may be served; None where there is none."""
        while (key := next(filter(may, self.waiting), None)) is not None:
            if self._serve_one(key):
                return key
        return None

    def _serve_one(self, key: str) -> bool:
        """False when all in the line of the key have gone; then it is gone too."""
        line = self.waiting.pop(key)
        while line:
            turn, _ = line.popitem(last=False)
            # One that was cancelled has not left yet before its task runs again.
            if not turn.done():
                turn.set_result(None)
                if line:
                    self.waiting[key] = line
                return True
        return False

    def _leave(self, key: str, turn: asyncio.Future[None]) -> None:
        line = self.waiting.get(key)
        if line is not None:
            line.pop(turn, None)
            if not line:
                del self.waiting[key]
