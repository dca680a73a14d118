"""Whether a value fits a schema that was read here, and where it does not."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from re import compile as pattern
from typing import Any, Final, NamedTuple

from gateway.contract.refuse import join
from gateway.core.json import Json, JsonObject

MAX_PROBLEMS: Final = 20
MAX_STEPS: Final = 200_000
"""How many parts of a value are looked at: a contract of choices can ask for very many looks."""

_IS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: _is_number(value),
    "integer": lambda value: _is_number(value) and value == int(value),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
_MEASURES: Final[tuple[tuple[str, str, str, Callable[[Any], Any]], ...]] = (
    ("number", "minimum", "maximum", lambda value: value),
    ("string", "minLength", "maxLength", len),
    ("array", "minItems", "maxItems", len),
)
_DATE: Final = pattern(r"\d{4}-\d{2}-\d{2}")
_TIME: Final = pattern(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})")


class Problem(NamedTuple):
    """``path`` is "" for the whole answer; ``words`` are "" for what is missing."""

    path: str
    words: str

    def __str__(self) -> str:
        return f"{self.path or 'the answer'}: {self.words or 'is missing'}"


class Problems(NamedTuple):
    """What a caller is told: the paths of what is missing, and what else does not fit, and why."""

    missing: tuple[str, ...] = ()
    mismatches: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        return not self.missing and not self.mismatches


NONE: Final = Problems()


class TooMuch(Exception):
    """The value has too many parts to be held against this schema."""


def find_problems(value: Json, schema: JsonObject) -> Problems:
    """At most ``MAX_PROBLEMS``; the looks are bounded too."""
    try:
        found = list(islice(Looker().look(value, schema, ""), MAX_PROBLEMS))
    except TooMuch:
        found = [Problem("", f"has over {MAX_STEPS} parts to look at")]
    return Problems(
        tuple(problem.path for problem in found if not problem.words),
        tuple(str(problem) for problem in found if problem.words),
    )


class Looker:
    """Looks at values until it has looked enough, and raises TooMuch then."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self._left = steps

    def fits(self, value: Json, schema: JsonObject) -> bool:
        return next(self.look(value, schema, ""), None) is None

    def look(self, value: Json, schema: JsonObject, path: str) -> Iterator[Problem]:
        self._step()
        if "type" in schema and not is_of_type(value, schema["type"]):
            said = schema["type"]
            yield Problem(path, f"must be {said if isinstance(said, str) else ' or '.join(said)}")
            return
        if "enum" in schema and not any(self.is_same(value, choice) for choice in schema["enum"]):
            yield Problem(path, "is none of the allowed values")
        yield from _look_at_bounds(value, schema, path)
        if "anyOf" in schema:
            yield from self._choose(value, schema["anyOf"], path)
        if isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                yield from self.look(item, schema["items"], f"{path}[{index}]")
        if isinstance(value, dict):
            yield from self._look_inside(value, schema, path)

    def is_same(self, value: Json, choice: Json) -> bool:
        """Equal as JSON is: 1 and 1.0 are the same number, true is none."""
        self._step()
        if isinstance(value, bool) or isinstance(choice, bool):
            return value is choice
        if isinstance(value, dict) and isinstance(choice, dict):
            return value.keys() == choice.keys() and all(
                self.is_same(inner, choice[name]) for name, inner in value.items()
            )
        if isinstance(value, list) and isinstance(choice, list):
            return len(value) == len(choice) and all(map(self.is_same, value, choice))
        return bool(value == choice)

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooMuch

    def _choose(self, value: Json, choices: list[JsonObject], path: str) -> Iterator[Problem]:
        if any(self.fits(value, choice) for choice in choices):
            return
        shapes = [choice for choice in choices if choice != {"type": "null"}]
        if len(shapes) == 1 and value is not None:
            yield from self.look(value, shapes[0], path)
        else:
            yield Problem(path, f"fits none of the {len(choices)} shapes to choose from")

    def _look_inside(self, value: JsonObject, schema: JsonObject, path: str) -> Iterator[Problem]:
        for name in schema.get("required", ()):
            if name not in value:
                yield Problem(join(path, name), "")
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        for name, inner in value.items():
            if name in properties:
                yield from self.look(inner, properties[name], join(path, name))
            elif others is False:
                yield Problem(join(path, name), "was not asked for")
            elif others is not True:
                yield from self.look(inner, others, join(path, name))


def is_of_type(value: Json, said: str | list[str]) -> bool:
    return any(_IS[name](value) for name in ([said] if isinstance(said, str) else said))


def _look_at_bounds(value: Json, schema: JsonObject, path: str) -> Iterator[Problem]:
    for kind, least, most, measure in _MEASURES:
        if not (least in schema or most in schema) or not _IS[kind](value):
            continue
        if least in schema and measure(value) < schema[least]:
            yield Problem(path, f"must have {least} {schema[least]}")
        if most in schema and measure(value) > schema[most]:
            yield Problem(path, f"must have {most} {schema[most]}")
    if _is_number(value):
        if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
            yield Problem(path, f"must be above {schema['exclusiveMinimum']}")
        if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
            yield Problem(path, f"must be below {schema['exclusiveMaximum']}")
    if isinstance(value, str) and "format" in schema and not _is_moment(value, schema["format"]):
        yield Problem(path, f"must be a {schema['format']}")


def _is_moment(text: str, said: str) -> bool:
    """A date or a time of RFC 3339, and one that there is."""
    form, read = (_DATE, date.fromisoformat) if said == "date" else (_TIME, _read_time)
    if not text.isascii() or form.fullmatch(text) is None:
        return False
    try:
        read(text)
    except ValueError:
        return False
    return True


def _read_time(text: str) -> date:
    return datetime.fromisoformat(text.upper())


def _is_number(value: Any) -> bool:
    # True is an int to Python and is none to JSON.
    return isinstance(value, int | float) and not isinstance(value, bool)
