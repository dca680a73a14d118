"""``python -m bench.routing``: both tables, by words alone and with the ``semantic`` extra."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from gateway.bundled import bundled
from gateway.chat.router import Router, load_meaning
from gateway.skillkit.load import load_skills

# The file, what it is, and how many are aimed at: by words, and by meaning.
TABLES: Final = (
    ("phrasings.toml", "written before the router", 40, 54),
    ("unseen.toml", "written by someone who saw neither", 18, 26),
)
NONE: Final = "none"


def misses(router: Router, file: str) -> Iterator[tuple[str, str, str]]:
    """The texts that go astray, each with the skill that was meant and the one it went to."""
    skills = list(load_skills([bundled("skills")]).values())
    for phrasing in read_phrasings(file):
        best = router.rank(phrasing["text"], skills).best
        went = best.name if best is not None else NONE
        if went != phrasing["skill"]:
            yield phrasing["text"], phrasing["skill"], went


def read_phrasings(file: str) -> list[dict[str, str]]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    phrasings: list[dict[str, str]] = tomllib.loads(text)["phrasing"]
    return phrasings


def main() -> None:
    console = Console(highlight=False)
    meaning = load_meaning()
    table = Table("table", "texts", "by words", "aim", "by meaning", "aim")
    for file, what, words_aim, meaning_aim in TABLES:
        count = len(read_phrasings(file))
        by_words = count - len(list(misses(Router(), file)))
        by_meaning = "the extra is not installed"
        if meaning is not None:
            astray = list(misses(Router(load_meaning), file))
            by_meaning = str(count - len(astray))
            for text, meant, went in astray:
                console.print(f"{meant} went to {went}: {text}")
        table.add_row(what, str(count), str(by_words), str(words_aim), by_meaning, str(meaning_aim))
    console.print(table)


if __name__ == "__main__":
    main()
