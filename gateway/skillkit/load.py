"""Load skill files by path: one file, one or more skills; a bad file stops the start."""

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from gateway.core.errors import SkillLoadError
from gateway.skillkit.declare import Skill


def load_skills(folders: Sequence[Path]) -> Mapping[str, Skill]:
    """Every skill of every ``*.py`` in the folders, by name; files that begin with _ are left out.

    Raise SkillLoadError, naming the file, when a folder is missing, a file cannot be imported or
    holds no skill, or a name is taken.
    """
    skills: dict[str, Skill] = {}
    origin: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise SkillLoadError(f"{folder} is not a folder; name one with --skills DIR")
        for file in sorted(folder.glob("[!_]*.py")):
            for skill in _load_file(file):
                if skill.name in skills:
                    raise SkillLoadError(
                        f"{file}: a skill named {skill.name} was loaded from {origin[skill.name]}"
                    )
                skills[skill.name] = skill
                origin[skill.name] = file
    return skills


def _load_file(file: Path) -> list[Skill]:
    name = f"peergate_skills.{file.parent.resolve().as_posix().strip('/')}.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise SkillLoadError(f"{file}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # pydantic and dataclasses look their module up there
    try:
        spec.loader.exec_module(module)
    except SkillLoadError as error:
        raise SkillLoadError(f"{file}: {error.detail}") from None
    except (Exception, SystemExit) as error:
        raise SkillLoadError(f"{file}: {type(error).__name__}: {error}") from error
    skills = [value for value in vars(module).values() if isinstance(value, Skill)]
    own = [skill for skill in skills if skill.function.__module__ == name]
    if not own:
        raise SkillLoadError(f"{file}: declares no @skill; begin its name with _ to leave it out")
    return own
