"""What holds for every bundled skill, since operators copy them."""

import ast
import sys
from pathlib import Path

import pytest

from gateway.skillkit.load import load_skills
from tests.skills.conftest import FOLDER

FILES = sorted(FOLDER.glob("*.py"))
SKILLS = load_skills([FOLDER])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_skill_file_imports_the_kit_pydantic_and_the_standard_library(file: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add(str(node.module))

    foreign = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert foreign <= {"gateway.skillkit", "pydantic"}


@pytest.mark.parametrize("skill", SKILLS.values(), ids=lambda skill: skill.name)
def test_a_bundled_skill_lies_in_the_file_of_its_name(skill) -> None:  # noqa: ANN001
    assert skill.source.resolve() == FOLDER / f"{skill.name}.py"


@pytest.mark.parametrize("skill", SKILLS.values(), ids=lambda skill: skill.name)
def test_a_bundled_skill_shows_how_to_call_it(skill) -> None:  # noqa: ANN001
    assert skill.examples
    assert skill.tags != ("general",)
    assert skill.examples[0].startswith(f"skill:{skill.name} {{")
