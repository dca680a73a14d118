"""Where the files that ship beside the code are found: migrations and the starter skills.

They stand at the root of the repository, where people look for them, and inside the package in
an installed wheel; this is the one place that knows both.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """The folder of this name: the wheel's copy if there is one, else the repository's."""
    shipped = _PACKAGE / "_bundled" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name
