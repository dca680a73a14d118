"""``{{data.ref}}`` in the arguments of an automation: filled from the fields of what set it off.

A text that is one template and nothing else becomes the value itself, of whatever type; within a
text it becomes words. A field must be there, unless a ``?`` follows its name.
"""

import re
from collections.abc import Mapping
from typing import Final

from gateway.core.errors import GatewayError
from gateway.core.json import Json, JsonObject, encode
from gateway.core.trigger import find_field, is_path

_TEMPLATE: Final = re.compile(r"\{\{\s*([^{}?]*?)(\??)\s*\}\}")


class FieldMissing(GatewayError):
    """What set this off has no such field."""

    reason = "FIELD_MISSING"


def check_templates(value: Json) -> None:
    """Raise ValueError for a template that names no field that can be there."""
    if isinstance(value, Mapping):
        for item in value.values():
            check_templates(item)
    elif isinstance(value, list | tuple):
        for item in value:
            check_templates(item)
    elif isinstance(value, str):
        for path, _ in _TEMPLATE.findall(value):
            if not is_path(path):
                raise ValueError(
                    "holds a template that names no field; there are id, type, at, subject, peer, "
                    "and such as data.ref"
                )
        if "{{" in _TEMPLATE.sub("", value):
            raise ValueError("holds {{ without a field such as {{data.ref}}")


def fill(value: Json, fields: JsonObject) -> Json:
    """The value with its templates filled; raise FieldMissing."""
    if isinstance(value, Mapping):
        return {name: fill(item, fields) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill(item, fields) for item in value]
    if not isinstance(value, str):
        return value
    if whole := _TEMPLATE.fullmatch(value):
        return _find(whole, fields)
    return _TEMPLATE.sub(lambda found: _as_words(_find(found, fields)), value)


def _find(template: re.Match[str], fields: JsonObject) -> Json:
    path, may_be_missing = template[1], template[2]
    value = find_field(fields, path)
    if value is None and not may_be_missing:
        raise FieldMissing(path)
    return value


def _as_words(value: Json) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else encode(value).decode()
