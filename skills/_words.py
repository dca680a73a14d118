"""Names and phrases as plain words, so that ways of writing the same thing compare as equal."""

import re
from unicodedata import normalize


def words_of(text: str) -> str:
    """The words, each apart by a space: lower case, without punctuation and plural s."""
    # "2.5mm²" and "2.5 mm2" are one name: compatibility forms folded, digits apart from letters.
    words = re.findall(r"\d+|[^\W\d_]+", normalize("NFKC", text).casefold())
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    if word.endswith(("ches", "shes", "xes")):
        return word.removesuffix("es")
    return word.removesuffix("s")
