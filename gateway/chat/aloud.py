"""A model's words told to whoever follows the task, while it writes them."""

from typing import Final

from gateway.core.message import Artifact, TextPart
from gateway.skillkit import SkillContext

NAME: Final = "result"
# Pieces of a few letters each would cost an event, and a row, for each.
_PIECE: Final = 48


class Aloud:
    """One answer: its pieces, and at the end the whole in their place."""

    def __init__(self, ctx: SkillContext) -> None:
        self._ctx = ctx
        self._id = ctx.desk.new_id()
        self._unsaid = ""
        self._is_begun = False

    async def say(self, text: str) -> None:
        """Tell the text, or keep it until there is enough to tell."""
        self._unsaid += text
        if len(self._unsaid) < _PIECE:
            return
        piece, self._unsaid = self._unsaid, ""
        await self._ctx.artifact(piece, name=NAME, artifact_id=self._id, append=self._is_begun)
        self._is_begun = True

    def end(self, text: str) -> Artifact:
        """The answer as one, which takes the place of its pieces."""
        return Artifact(self._id, (TextPart(text),), name=NAME)
