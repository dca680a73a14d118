"""Full-text search over a few texts, in memory (SQLite FTS5): nothing is kept."""

import sqlite3
import weakref
from collections.abc import Iterable, Sequence


class WordSearch:
    """A search over some texts, in which words count by their stems; used from one thread."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._db.close)
        self._db.execute(
            "CREATE VIRTUAL TABLE texts"
            " USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._db.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(texts))

    def find(self, words: Sequence[str]) -> list[tuple[int, float]]:
        """The place of each text that holds any of the words, and how near it is (BM25).

        The words are letters alone, so that none is read as an operator.
        """
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        return self._db.execute(
            "SELECT rowid, -bm25(texts) FROM texts WHERE texts MATCH ?", (query,)
        ).fetchall()
