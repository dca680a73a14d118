"""How a skill is shown: in one line, and as a call that is ready to send."""

from typing import Final

from gateway.core.json import Json, JsonObject, encode
from gateway.skillkit.declare import Skill

_DEPTH: Final = 6
_DEFINITIONS: Final = "#/$defs/"


def summary(skill: Skill) -> str:
    """The first paragraph of its description, on one line."""
    return " ".join(skill.description.partition("\n\n")[0].split())


def example_call(skill: Skill) -> str:
    """``skill:NAME {json}``: its author's own example, else one made from its schema."""
    for example in skill.examples:
        if example.startswith(f"skill:{skill.name} "):
            return example
    arguments = encode(make_example(skill.input_schema)).decode()
    return f"skill:{skill.name} {arguments}"


def make_example(schema: JsonObject) -> Json:
    """A value that fits a schema as pydantic writes it; of an object only what is required."""
    return _make(schema, schema.get("$defs", {}), _DEPTH)


def _make(schema: JsonObject, definitions: JsonObject, depth: int) -> Json:
    if "$ref" in schema:
        schema = definitions.get(schema["$ref"].removeprefix(_DEFINITIONS), {})
    for member in ("default", "const"):
        if member in schema:
            return schema[member]
    for member in ("examples", "enum"):
        if schema.get(member):
            return schema[member][0]
    for member in ("anyOf", "oneOf", "allOf"):
        if schema.get(member) and depth:
            return _make(schema[member][0], definitions, depth - 1)
    return _make_of_type(schema, definitions, depth)


def _make_of_type(schema: JsonObject, definitions: JsonObject, depth: int) -> Json:
    match schema.get("type"):
        case "object" if depth:
            properties = schema.get("properties", {})
            return {
                name: _make(properties.get(name, {}), definitions, depth - 1)
                for name in schema.get("required", ())
            }
        case "array" if depth:
            item: JsonObject = schema.get("items", {})
            return [_make(item, definitions, depth - 1)] * schema.get("minItems", 1)
        case "string":
            return _make_text(schema)
        case "integer" | "number":
            return _make_number(schema)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return {}


def _make_text(schema: JsonObject) -> str:
    form = schema.get("format")
    if form == "date":
        return "2026-01-31"
    if form == "date-time":
        return "2026-01-31T12:00:00Z"
    word = str(schema.get("title", "text")).lower()
    return word.ljust(schema.get("minLength", 1), ".")[: schema.get("maxLength", len(word) + 200)]


def _make_number(schema: JsonObject) -> Json:
    if "exclusiveMinimum" in schema:
        return schema["exclusiveMinimum"] + 1
    return schema.get("minimum", min(1, schema.get("maximum", 1)))
