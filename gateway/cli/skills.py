"""``peergate skills``: what this agent can be asked to do."""

import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from gateway.cli.group import Command, group
from gateway.cli.options import DEFAULT_CONFIG, JsonOption, SkillsOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.table import write_table
from gateway.config import SkillSettings, load
from gateway.config.skill_row import SkillRow
from gateway.http.skill_view import write_skill
from gateway.skillkit.declare import ANY_OBJECT
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
    settings = _settings(config)
    loaded = load_skills(settings.folders(skills or ()))
    found = {name: write_skill(skill) for name, skill in loaded.items()}
    for row in settings.rows:
        found[row.name] = _write_row(row, found.get(row.name))
    if as_json:
        write_json(list(found.values()))
    elif not found:
        write_lines("There are no skills in these folders.")
    else:
        write_table(
            ("NAME", "SCOPE", "TRUST", "EFFECT", "HANDLER", "DESCRIPTION"),
            (
                (
                    skill["name"],
                    skill["scope"],
                    skill["trust"],
                    skill["effect"],
                    ", ".join(skill["handlers"]) or "here",
                    _first_line(skill["description"]),
                )
                for skill in found.values()
            ),
        )


def _write_row(row: SkillRow, loaded: dict[str, Any] | None) -> dict[str, Any]:
    """As the API lists it, without what the peers' cards say; what a row says wins."""
    said = {
        "description": row.description,
        "scope": row.scope,
        "trust": row.trust,
        "effect": row.effect,
        "timeout": row.timeout,
        "tags": row.tags,
    }
    blank = {
        "name": row.name,
        "description": "",
        "scope": "external",
        "trust": "auto",
        "effect": "at_least_once",
        "timeout": None,
        "handlers": tuple(map(str, row.carriers)),
        "tags": (),
        "examples": (),
        "input_schema": ANY_OBJECT,
        "output_schema": None,
    }
    base = blank if row.carriers or loaded is None else loaded
    return {**base, **{key: value for key, value in said.items() if value}}


def _settings(path: Path | None) -> SkillSettings:
    if path is None and not DEFAULT_CONFIG.exists():
        return SkillSettings()
    return load(path or DEFAULT_CONFIG, environ=os.environ).skills


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (("list", list_skills),)

skills = group("Look at the skills that peers can call.", COMMANDS)
