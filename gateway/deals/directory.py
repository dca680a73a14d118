"""Who could be asked, as a sentence or an answer names them: by name, by tag, or everyone."""

import re
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from gateway.core.names import say_names

_EVERYONE: Final = re.compile(
    r"(?:\b(?:ask|from|to|of)\s+)(?:everyone|everybody|all)\b|"
    r"\ball\s+(?:our\s+|the\s+|of\s+our\s+)?(?:suppliers|peers|partners|vendors|companies)\b",
    re.IGNORECASE,
)
_ALL: Final = frozenset(
    {"all", "everyone", "everybody", "anyone", "all suppliers", "all peers", "all partners"}
)
_THEM: Final = "suppliers?|peers?|partners?|vendors?|companies|company"
_MARKS: Final = {"tag:": "tags", "#": "tags", "skill:": "skills", "peer:": "peers"}


class Directory(Struct, frozen=True):
    """The names and the tags of the peers that can be asked."""

    peers: frozenset[str]
    tags: frozenset[str]

    def find(self, text: str) -> dict[str, Any] | None:
        """The audience that a sentence names; None where it names nobody who is known."""
        if _EVERYONE.search(text):
            return {"all": True}
        found = {
            "peers": sorted(name for name in self.peers if _is_said(name, text)),
            "tags": sorted(tag for tag in self.tags if _is_said_of_many(tag, text)),
        }
        named = {kind: names for kind, names in found.items() if names}
        return named or None

    def read(self, answer: str) -> dict[str, Any]:
        """The audience that an answer names: ``all``, ``acme, tag:electrical, skill:quote``.

        Raise ValueError, which says who is not known.
        """
        if answer.strip().strip(".!").casefold() in _ALL:
            return {"all": True}
        audience: dict[str, list[str]] = {}
        names = [name for name in re.split(r"[,;\s]+|\sand\s", answer.strip()) if name]
        for said in names:
            kind, name = self._place(said)
            kept = audience.setdefault(kind, [])
            if name not in kept:
                kept.append(name)
        if not audience:
            raise ValueError("it names nobody")
        return audience

    def _place(self, said: str) -> tuple[str, str]:
        for mark, kind in _MARKS.items():
            if said.startswith(mark):
                return kind, self._known(said.removeprefix(mark), kind)
        if _match(said, self.peers) is None and (tag := _match(said, self.tags)) is not None:
            return "tags", tag
        return "peers", self._known(said, "peers")

    def _known(self, name: str, kind: str) -> str:
        if kind == "skills":
            return name
        known = self.tags if kind == "tags" else self.peers
        found = _match(name, known)
        if found is None:
            what, there = "tag" if kind == "tags" else "peer", say_names(sorted(known))
            raise ValueError(f"there is no {what} {name!r}; the {kind} are: {there}")
        return found


def _match(name: str, known: Iterable[str]) -> str | None:
    return next((other for other in sorted(known) if other.casefold() == name.casefold()), None)


def _is_said(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE) is not None


def _is_said_of_many(tag: str, text: str) -> bool:
    """A tag may be any word; it is meant where it says which peers."""
    word = re.escape(tag)
    said = rf"(?:\btag(?:ged)?[\s:]+|#){word}(?![\w-])|(?<![\w-]){word}\s+(?:{_THEM})\b"
    return re.search(said, text, re.IGNORECASE) is not None
