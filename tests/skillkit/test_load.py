"""Skill files are loaded whole or not at all, and a refusal names the file."""

from pathlib import Path
from textwrap import dedent

import pytest

from gateway.core.errors import SkillLoadError
from gateway.skillkit.load import load_skills

GREET = '''
from gateway.skillkit import SkillContext, skill

@skill()
async def greet(ctx: SkillContext) -> str:
    """Say hello."""
    return "hello"
'''


def write(folder: Path, name: str, source: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(dedent(source), encoding="utf-8")
    return file


def refusal(*folders: Path) -> str:
    with pytest.raises(SkillLoadError) as caught:
        load_skills(folders)
    return caught.value.message


def test_every_file_of_every_folder_is_loaded(tmp_path: Path) -> None:
    write(tmp_path / "a", "greet.py", GREET)
    write(tmp_path / "b", "part.py", GREET.replace("greet", "part"))

    assert set(load_skills([tmp_path / "a", tmp_path / "b"])) == {"greet", "part"}


def test_one_file_may_hold_several_skills(tmp_path: Path) -> None:
    write(tmp_path, "both.py", GREET + GREET.replace("greet", "part"))

    assert set(load_skills([tmp_path])) == {"greet", "part"}


def test_a_file_that_begins_with_an_underscore_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "_draft.py", "raise RuntimeError('this is never run')")

    assert load_skills([tmp_path]) == {}


def test_skills_share_a_neighbour_that_begins_with_an_underscore(tmp_path: Path) -> None:
    write(tmp_path, "_words.py", "HELLO = 'hello'")
    write(tmp_path, "greet.py", "from ._words import HELLO\n" + GREET)

    assert set(load_skills([tmp_path])) == {"greet"}


def test_neighbours_of_the_same_name_in_two_folders_stay_apart(tmp_path: Path) -> None:
    for folder in "a", "b":
        write(tmp_path / folder, "_shared.py", f"NAME = 'greet_{folder}'")
        source = "from ._shared import NAME\n" + GREET.replace("@skill()", "@skill(name=NAME)")
        write(tmp_path / folder, "greet.py", source)

    assert set(load_skills([tmp_path / "a", tmp_path / "b"])) == {"greet_a", "greet_b"}


def test_loading_again_reads_the_files_again(tmp_path: Path) -> None:
    write(tmp_path, "greet.py", GREET)
    before = load_skills([tmp_path])["greet"]
    write(tmp_path, "greet.py", GREET.replace("Say hello.", "Say hello to the caller."))

    assert before.description == "Say hello."
    assert load_skills([tmp_path])["greet"].description == "Say hello to the caller."


def test_a_skill_that_is_only_imported_is_not_loaded_twice(tmp_path: Path) -> None:
    write(tmp_path, "_base.py", GREET)
    write(tmp_path, "part.py", "from ._base import greet\n" + GREET.replace("greet", "part"))

    assert set(load_skills([tmp_path])) == {"part"}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def greet(:\n", "SyntaxError"),
        ("import no_such_library\n", "no_such_library"),
        ("raise RuntimeError('no database')\n", "no database"),
        ("raise SystemExit(3)\n", "SystemExit"),
        ("GREETING = 'hello'\n", "declares no @skill"),
        (GREET.replace('"""Say hello."""', ""), "docstring"),
        (GREET.replace("ctx: SkillContext", ""), "greet must take (ctx) or (ctx, args)"),
    ],
    ids=["syntax", "import", "raise", "exit", "no-skill", "no-docstring", "signature"],
)
def test_a_bad_file_is_named_with_what_is_wrong(tmp_path: Path, source: str, told: str) -> None:
    write(tmp_path, "a_good_one.py", GREET.replace("greet", "good"))
    file = write(tmp_path, "greet.py", source)

    message = refusal(tmp_path)

    assert str(file) in message
    assert told in message


def test_a_name_that_is_taken_names_both_files(tmp_path: Path) -> None:
    first = write(tmp_path / "a", "greet.py", GREET)
    second = write(tmp_path / "b", "welcome.py", GREET)

    message = refusal(tmp_path / "a", tmp_path / "b")

    assert str(first) in message
    assert str(second) in message


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    message = refusal(tmp_path / "nowhere")

    assert str(tmp_path / "nowhere") in message
    assert "--skills" in message
