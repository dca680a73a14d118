"""docs/automations.md tells of every notice, and of no other."""

import re
from pathlib import Path

from gateway.core.notice import NoticeType

DOC = Path(__file__).parents[2] / "docs" / "automations.md"
ROW = re.compile(r"^\| `([a-z]+\.[a-z]+)` \|", re.MULTILINE)


def test_the_table_is_the_types() -> None:
    assert ROW.findall(DOC.read_text()) == list(NoticeType)
