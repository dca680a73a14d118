"""Load skill files by path: one file, one or more skills; a bad file stops the start.

Each folder becomes a package of its own. What its skills share lies in a neighbour whose name
begins with _ and is imported as ``._name``; two folders may each have one of the same name.
"""

import importlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

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
        package = _open_package(folder)
        for file in sorted(folder.glob("[!_]*.py")):
            for skill in _load_file(package, file):
                if skill.name in skills:
                    raise SkillLoadError(
                        f"{file}: a skill named {skill.name} was loaded from {origin[skill.name]}"
                    )
                skills[skill.name] = skill
                origin[skill.name] = file
    return skills


def _open_package(folder: Path) -> str:
    name = "peergate_skills:" + folder.resolve().as_posix().replace(".", "_")
    for loaded in [module for module in sys.modules if f"{module}.".startswith(f"{name}.")]:
        del sys.modules[loaded]
    package = ModuleType(name)
    package.__path__ = [str(folder.resolve())]
    sys.modules[name] = package
    importlib.invalidate_caches()
    return name


def _load_file(package: str, file: Path) -> list[Skill]:
    name = f"{package}.{file.stem}"
    try:
        module = importlib.import_module(name)
    except SkillLoadError as error:
        raise SkillLoadError(f"{file}: {error.detail}") from None
    except (Exception, SystemExit) as error:
        raise SkillLoadError(f"{file}: {type(error).__name__}: {error}") from error
    skills = [value for value in vars(module).values() if isinstance(value, Skill)]
    own = [skill for skill in skills if skill.function.__module__ == name]
    if not own:
        raise SkillLoadError(f"{file}: declares no @skill; begin its name with _ to leave it out")
    return own
