"""An answer mapped on the shape that was asked for: what nobody asked for is left out.

A skill has its own result, of which a caller may want a part. Nothing is converted or made up: a
field that is missing stays missing.
"""

from typing import Any

from gateway.contract.check import Looker, TooMuch
from gateway.core.json import Json, JsonObject


def fit(value: Json, schema: JsonObject) -> Json:
    """The value as the schema would have it, or as it is where that cannot help."""
    try:
        return _fit(value, schema, Looker())
    except TooMuch:
        return value


def _fit(value: Json, schema: JsonObject, looker: Looker) -> Json:
    if "anyOf" in schema:
        for choice in schema["anyOf"]:
            mapped = _fit(value, choice, looker)
            if looker.fits(mapped, choice):
                return mapped
        return value
    if isinstance(value, list) and "items" in schema:
        return [_fit(item, schema["items"], looker) for item in value]
    if isinstance(value, dict):
        return _fit_object(value, schema, looker)
    return value


def _fit_object(value: JsonObject, schema: JsonObject, looker: Looker) -> Json:
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    made: dict[str, Any] = {}
    for name, inner in value.items():
        if name in properties:
            if inner is None and _may_be_left_out(name, schema, looker):
                continue
            made[name] = _fit(inner, properties[name], looker)
        elif others is not False:
            made[name] = inner if others is True else _fit(inner, others, looker)
    return made


def _may_be_left_out(name: str, schema: JsonObject, looker: Looker) -> bool:
    """Whether null stands for an optional field that is not there, and is no value of it."""
    if name in schema.get("required", ()):
        return False
    return not looker.fits(None, schema["properties"][name])
