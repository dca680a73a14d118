"""``peergate skills list``: what comes with the gateway, and what a folder adds."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from gateway.bundled import bundled

Run = Callable[..., Result]

SKILL = '''\
from gateway.skillkit import SkillContext, skill


@skill(scope="both", trust="notify", timeout=3)
async def knock(ctx: SkillContext) -> str:
    """Knock on the door."""
    return "who is there?"
'''


def test_the_bundled_skills_are_listed(run: Run) -> None:
    assert "get_quote" in run("skills", "list").stdout


def test_a_folder_adds_its_own(tmp_path: Path, run: Run) -> None:
    (tmp_path / "knock.py").write_text(SKILL)
    listed = json.loads(run("skills", "list", "--skills", tmp_path, "--json").stdout)
    (knock,) = (skill for skill in listed if skill["name"] == "knock")
    assert knock["description"] == "Knock on the door."
    assert (knock["scope"], knock["trust"], knock["timeout"]) == ("both", "notify", 3)
    assert knock["effect"] == "at_least_once"
    assert knock["input_schema"]["type"] == "object"


def test_the_bundled_folder_may_be_named_as_well(run: Run) -> None:
    assert run("skills", "list", "--skills", bundled("skills")).exit_code == 0


def test_the_configs_folders_are_listed(tmp_path: Path, run: Run) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "knock.py").write_text(SKILL)
    config = tmp_path / "peers.toml"
    config.write_text('[agent]\nname = "x"\n[skills]\nbundled = false\ndirs = ["mine"]\n')

    listed = json.loads(run("skills", "list", "--config", config, "--json").stdout)

    assert [skill["name"] for skill in listed] == ["knock"]


def test_a_config_that_is_missing_is_refused(tmp_path: Path, run: Run) -> None:
    result = run("skills", "list", "--config", tmp_path / "peers.toml")
    assert result.exit_code == 1
    assert "no such file" in result.stderr


def test_a_folder_that_is_missing_is_refused_in_one_line(tmp_path: Path, run: Run) -> None:
    result = run("skills", "list", "--skills", tmp_path / "gone")
    assert result.exit_code == 1
    assert f"{tmp_path}/gone is not a folder" in result.stderr


def test_rows_are_listed_with_who_carries_them_out(tmp_path: Path, run: Run) -> None:
    config = tmp_path / "peers.toml"
    config.write_text(
        '[agent]\nname = "x"\n'
        '[[skills]]\nname = "translate"\nhandlers = ["a2a:globex/tr", "responses:hooli"]\n'
        'effect = "at_most_once"\n'
        '[[skills]]\nname = "echo"\ntimeout = 2\nscope = "internal"\n'
    )
    listed = json.loads(run("skills", "list", "--config", config, "--json").stdout)
    skills = {skill["name"]: skill for skill in listed}
    assert skills["translate"]["handlers"] == ["a2a:globex/tr", "responses:hooli"]
    assert skills["translate"]["effect"] == "at_most_once"
    assert (skills["echo"]["timeout"], skills["echo"]["scope"]) == (2, "internal")
    assert skills["echo"]["handlers"] == []
    table = run("skills", "list", "--config", config).stdout
    assert "a2a:globex/tr, responses:hooli" in table
