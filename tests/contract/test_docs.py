"""docs/contract.md says what is promised, and no more."""

import re
from pathlib import Path

from gateway.contract.refuse import MAX_BYTES, MAX_DEPTH, MAX_NODES
from gateway.contract.schema import _READERS
from gateway.contract.shorthand import WORDS
from gateway.core.card import CONTRACT_EXTENSION

PAGE = (Path(__file__).parents[2] / "docs" / "contract.md").read_text()


def test_every_keyword_and_every_word_is_on_the_page() -> None:
    schema = PAGE.partition("**JSON Schema**")[2].partition("All else is refused")[0]
    named = set(re.findall(r"`([a-zA-Z$]+)`", schema))
    values = {"date", "date-time", "$ref"}
    assert named - values == {*_READERS, "nullable"}
    shorthand = PAGE.partition("**Shorthand**")[2].partition("**JSON Schema**")[0]
    assert set(WORDS) <= set(re.findall(r'`"(\w+)"`', shorthand))


def test_the_bounds_and_the_name_are_on_the_page() -> None:
    assert CONTRACT_EXTENSION in PAGE
    assert f"more than {MAX_NODES:,} parts, {MAX_DEPTH} levels" in PAGE
    assert f"{MAX_BYTES // 1024} KiB" in PAGE
