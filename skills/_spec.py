"""Whether a product is what a specification asks for, field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ._catalogue import CATALOGUE, Product
from ._words import words_of


@dataclass(frozen=True, slots=True)
class Misfit:
    """``offered`` is None where nothing is on record of the field."""

    field: str
    asked: Any
    offered: Any

    def __str__(self) -> str:
        if self.offered is None:
            return f"nothing is on record of its {self.field}"
        return f"its {self.field} is {self.offered}, not {self.asked}"


def find_misfits(product: Product, spec: Mapping[str, Any]) -> list[Misfit]:
    """Each field that the product does not have as it is asked for; one asked for as null may be
    anything."""
    known = {_meaning(field): value for field, value in product.spec.items()}
    return [
        Misfit(field, asked, offered)
        for field, asked in spec.items()
        if asked is not None
        and ((offered := known.get(_meaning(field))) is None or not _is_same(asked, offered))
    ]


def _is_same(asked: Any, offered: Any) -> bool:
    if isinstance(asked, list):
        return any(_is_same(each, offered) for each in asked)
    if isinstance(asked, int | float) and not isinstance(asked, bool):
        number = re.match(r"\d+(?:\.\d+)?", str(offered))
        return number is not None and float(number[0]) == asked
    return _meaning(str(asked)) == _meaning(str(offered))


def _meaning(text: str) -> str:
    words = words_of(text)
    return _SYNONYMS.get(words, words)


_SYNONYMS: Final = {
    words_of(other): words_of(word)
    for word, others in CATALOGUE.synonyms.items()
    for other in others
}
