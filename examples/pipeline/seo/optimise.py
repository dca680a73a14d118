"""What a search engine wants to know of an article."""

import re
from collections import Counter
from typing import Final

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill

_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_COMMON: Final = frozenset(
    ("about", "before", "below", "each", "every", "half", "keeps", "know", "that", "with", "your")
)
_DESCRIPTION: Final = 155


class Article(BaseModel):
    title: str
    paragraphs: list[str]


class Optimised(BaseModel):
    slug: str
    description: str
    keywords: list[str]
    words: int


@skill(tags=("seo",))
async def optimise(_: SkillContext, args: Article) -> Optimised:
    """A slug, a description of at most 155 characters, and the words that count."""
    text = " ".join([args.title, *args.paragraphs])
    words = [word.lower() for word in _WORD.findall(text)]
    counted = Counter(word for word in words if word not in _COMMON)
    return Optimised(
        slug="-".join(re.findall(r"[a-z0-9]+", args.title.lower())),
        description=_cut(" ".join(args.paragraphs[:2])),
        keywords=[word for word, _ in counted.most_common(5)],
        words=len(text.split()),
    )


def _cut(text: str) -> str:
    if len(text) <= _DESCRIPTION:
        return text
    return text[: _DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
