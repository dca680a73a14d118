"""How near texts are by their meaning: a small embedding model, with the ``semantic`` extra.

The model ships inside its wheel and is read from there alone: nothing is ever downloaded.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from gateway.chat.router.phrases import Phrase

_LIBRARY: Final = "wordllama"


class Meaning:
    """``model`` is wordllama's; embedding a text takes well under a millisecond."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def embed(self, texts: Sequence[str]) -> Any:
        """One row of unit length for each text."""
        return self._model.embed(list(texts), norm=True)


class MeaningIndex:
    def __init__(self, phrases: Sequence[Phrase], meaning: Meaning) -> None:
        self._skills = [phrase.skill for phrase in phrases]
        self._meaning = meaning
        self._rows = meaning.embed([phrase.text for phrase in phrases])

    def score(self, text: str) -> Mapping[str, float]:
        """By skill, the nearest phrase's cosine."""
        near: dict[str, float] = {}
        cosines = self._rows @ self._meaning.embed([text])[0]
        for skill, cosine in zip(self._skills, map(float, cosines), strict=True):
            near[skill] = max(near.get(skill, 0.0), cosine)
        return near


@cache
def load_meaning() -> Meaning | None:
    """The model, or None where the extra is not installed.

    The first call takes half a second and 50 MB, which the process then keeps.
    """
    spec = find_spec(_LIBRARY)
    if spec is None or spec.origin is None:
        return None
    from wordllama import WordLlama  # noqa: PLC0415

    # Its weights and its tokenizer lie beside its code, where it looks for the weights alone.
    folder = Path(spec.origin).parent
    return Meaning(WordLlama.load(cache_dir=folder, disable_download=True))
