"""``peergate skills``: what this agent can be asked to do."""

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from gateway.cli.group import Command, group
from gateway.cli.options import DEFAULT_CONFIG, JsonOption, SkillsOption
from gateway.cli.output import write_json, write_lines, write_table
from gateway.config import SkillSettings, load
from gateway.http.operator.skills import write_skill
from gateway.skillkit.load import load_skills


def list_skills(
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", dir_okay=False, help="The config file; peers.toml, if there is one."
        ),
    ] = None,
    skills: SkillsOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the skills that come with the gateway, those of the config, and of more folders."""
    found = load_skills(_settings(config).folders(skills or ()))
    if as_json:
        write_json([write_skill(skill) for skill in found.values()])
    elif not found:
        write_lines("There are no skills in these folders.")
    else:
        write_table(
            ("NAME", "SCOPE", "TRUST", "EFFECT", "DESCRIPTION"),
            (
                (skill.name, skill.scope, skill.trust, skill.effect, _first_line(skill.description))
                for skill in found.values()
            ),
        )


def _settings(path: Path | None) -> SkillSettings:
    if path is None and not DEFAULT_CONFIG.exists():
        return SkillSettings()
    return load(path or DEFAULT_CONFIG, environ=os.environ).skills


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (("list", list_skills),)

skills = group("Look at the skills that peers can call.", COMMANDS)
