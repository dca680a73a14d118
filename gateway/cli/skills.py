"""``peergate skills``: what this agent can be asked to do."""

from typing import Final

from gateway.bundled import bundled
from gateway.cli.group import Command, group
from gateway.cli.options import JsonOption, SkillsOption
from gateway.cli.output import write_json, write_lines, write_table
from gateway.skillkit.load import load_skills


def list_skills(skills: SkillsOption = None, as_json: JsonOption = False) -> None:
    """List the skills that come with the gateway, and those of more folders."""
    folders = (bundled("skills"), *(skills or ()))
    found = load_skills(list(dict.fromkeys(folder.resolve() for folder in folders)))
    if as_json:
        write_json(
            [
                {
                    "name": skill.name,
                    "description": skill.description,
                    "scope": skill.scope,
                    "trust": skill.trust,
                    "effect": skill.effect,
                    "timeout": skill.timeout,
                    "input_schema": skill.input_schema,
                }
                for skill in found.values()
            ]
        )
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


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


COMMANDS: Final[tuple[tuple[str, Command], ...]] = (("list", list_skills),)

skills = group("Look at the skills that peers can call.", COMMANDS)
