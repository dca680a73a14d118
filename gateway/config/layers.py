"""The environment and the flags, laid over what the file says.

``GATEWAY_LIMITS__BODY_BYTES`` is ``limits.body_bytes``. A name without a double underscore is not
a setting and is left alone; a list or a table is given as JSON.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias, get_args, get_origin

from pydantic import BaseModel

from gateway.config.settings import Settings
from gateway.core.errors import Violation

PREFIX: Final = "GATEWAY_"

Document: TypeAlias = dict[str, Any]
KeyPath: TypeAlias = tuple[str, ...]
Origins: TypeAlias = dict[KeyPath, str]


def lay_environment(
    document: Document, environ: Mapping[str, str], origins: Origins
) -> list[Violation]:
    """Set each GATEWAY_SECTION__KEY in the document; return what is wrong with their names."""
    problems = []
    for variable, text in sorted(environ.items()):
        if not variable.startswith(PREFIX) or "__" not in variable:
            continue
        path = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        annotation = _annotation(path)
        if annotation is None:
            problems.append(Violation(variable, f"there is no setting {'.'.join(path)}"))
            continue
        value: Any = text
        if _is_structured(annotation):
            try:
                value = json.loads(text)
            except ValueError:
                problems.append(Violation(variable, 'must be JSON, such as ["a", "b"]'))
                continue
        _put(document, path, value)
        origins[path] = variable
    return problems


def lay_flags(document: Document, flags: Mapping[str, Any], origins: Origins) -> None:
    """Set each dotted key that has a value; None is a flag that was not given."""
    for key, value in flags.items():
        if value is not None:
            path = tuple(key.split("."))
            _put(document, path, value)
            origins[path] = "flags"


def _put(document: Document, path: KeyPath, value: Any) -> None:
    table = document
    for key in path[:-1]:
        inner = table.get(key)
        if not isinstance(inner, dict):
            inner = table[key] = {}
        table = inner
    table[path[-1]] = value


def _annotation(path: Sequence[str]) -> Any:
    """The type of a setting by its path; None where there is none, or it is a whole section."""
    annotation: Any = Settings
    for depth, key in enumerate(path):
        model = _model(annotation)
        if model is None or key not in model.model_fields:
            return None
        annotation = model.model_fields[key].annotation
        if depth == 0 and _model(annotation) is None:
            return None
    return annotation if len(path) > 1 else None


def _model(annotation: Any) -> type[BaseModel] | None:
    for choice in (annotation, *_choices(annotation)):
        if isinstance(choice, type) and issubclass(choice, BaseModel):
            return choice
    return None


def _choices(annotation: Any) -> tuple[Any, ...]:
    return () if get_origin(annotation) in (tuple, dict) else get_args(annotation)


def _is_structured(annotation: Any) -> bool:
    kinds = (annotation, *_choices(annotation))
    return _model(annotation) is not None or any(get_origin(k) in (tuple, dict) for k in kinds)
