"""The map in README is the tree."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
_UNMAPPED = {"__init__.py", "__main__.py", "bundled.py", "py.typed", "__pycache__", "_bundled"}


def test_every_package_is_on_the_map_and_nothing_else() -> None:
    mapped = set(re.findall(r"^\| `([^`]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    packages = {
        f"gateway/{entry.name}"
        for entry in (ROOT / "gateway").iterdir()
        if entry.name not in _UNMAPPED
    }
    assert {place for place in mapped if place.startswith("gateway/")} == packages
    assert all((ROOT / place).exists() for place in mapped)


def test_the_commands_are_make_targets() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("run", "demo", "demo-deal", "test"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
