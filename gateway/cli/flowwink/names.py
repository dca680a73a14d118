"""Names for peers that had other ones: a word that may stand in a file name, each given once."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 64
_OUTSIDE: Final = re.compile(r"[^a-z0-9._-]+")
# Letters that Unicode does not take apart.
_SPELT: Final = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


def slug(name: str) -> str:
    """The name in a-z 0-9 . _ -, beginning and ending in a letter or digit; "" if none is left."""
    spelt = unicodedata.normalize("NFKD", name.casefold().translate(_SPELT))
    plain = "".join(letter for letter in spelt if not unicodedata.combining(letter))
    return _OUTSIDE.sub("-", plain).strip("-._")[:_LONGEST].rstrip("-._")


class Names:
    """Gives each name once, the next of the same name with -2, -3 and so on."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def give(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            end = f"-{number}"
            name = wanted[: _LONGEST - len(end)] + end
        self._taken.add(name)
        return name
