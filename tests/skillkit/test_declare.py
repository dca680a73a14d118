"""What ``@skill`` reads from a function: name, text, schemas; and what it refuses."""

from typing import Any

import pytest
from pydantic import BaseModel, Field

from gateway.core.errors import InvalidParams, SkillLoadError
from gateway.core.message import Artifact, DataPart, Message, TextPart
from gateway.skillkit import SkillContext, skill


class Size(BaseModel):
    width: int = Field(ge=1)


class Box(BaseModel):
    label: str
    size: Size
    tags: list[str] = []


class Price(BaseModel):
    cents: int


@skill()
async def price_of(ctx: SkillContext, args: Box) -> Price:
    """Price a box.

    By its size.
    """
    return Price(cents=args.size.width)


@skill(name="shop.open", scope="internal", tags=("shop",), timeout=2.5)
def is_open(ctx: SkillContext) -> str:
    """Tell whether the shop is open."""
    return "yes"


def test_the_function_gives_name_and_text() -> None:
    assert price_of.name == "price_of"
    assert price_of.description == "Price a box.\n\nBy its size."


def test_the_models_give_the_schemas() -> None:
    assert price_of.input_schema["required"] == ["label", "size"]
    assert price_of.output_schema is not None
    assert price_of.output_schema["properties"]["cents"]["type"] == "integer"


def test_what_the_decorator_is_told_wins() -> None:
    assert is_open.name == "shop.open"
    assert (is_open.tags, is_open.timeout) == (("shop",), 2.5)


def test_only_a_coroutine_function_is_async() -> None:
    assert price_of.is_async
    assert not is_open.is_async


@pytest.mark.parametrize(
    ("scope", "external"), [("internal", False), ("external", True), ("both", True)]
)
def test_an_internal_skill_is_not_external(scope: str, external: bool) -> None:
    @skill(scope=scope)
    def task(ctx: SkillContext) -> str:
        """Do it."""
        return ""

    assert task.is_external is external


def test_a_skill_without_arguments_takes_any_object() -> None:
    assert is_open.input_schema == {"type": "object", "additionalProperties": True}
    assert is_open.read_arguments({"anything": [1, 2]}) is None


def test_arguments_are_read_into_the_model() -> None:
    args = price_of.read_arguments({"label": "a", "size": {"width": 3}})

    assert args == Box(label="a", size=Size(width=3))


def test_wrong_arguments_name_each_field_by_its_path() -> None:
    with pytest.raises(InvalidParams) as caught:
        price_of.read_arguments({"size": {"width": 0}, "tags": ["ok", 7]})

    found = {violation.field: violation.description for violation in caught.value.violations}
    assert set(found) == {"label", "size.width", "tags.1"}
    assert "greater than or equal to 1" in found["size.width"]
    assert "price_of" in caught.value.message


def test_arguments_that_are_no_object_are_refused_as_a_whole() -> None:
    with pytest.raises(InvalidParams) as caught:
        price_of.read_arguments([1, 2])  # type: ignore[arg-type]

    assert [violation.field for violation in caught.value.violations] == ["arguments"]


@pytest.mark.parametrize(
    "result",
    [Artifact, list[Artifact], Message, DataPart, str | Message, dict[str, list[TextPart]]],
)
def test_what_the_protocol_defines_has_no_schema_of_ours(result: object) -> None:
    def report(ctx: SkillContext) -> None:
        """Write a report."""

    report.__annotations__["return"] = result

    assert skill()(report).output_schema is None


def test_a_name_that_no_peer_could_spell_is_refused() -> None:
    with pytest.raises(SkillLoadError, match="not a skill name"):
        skill(name="get quote")(lambda ctx: "")


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("scope", "Internal"),
        ("trust", "aprove"),
        ("effect", "once"),
        ("timeout", 0),
        ("tags", "sales"),
        ("examples", "skill:x"),
    ],
)
def test_a_term_that_is_misspelled_is_refused(term: str, value: Any) -> None:
    def misspelled(ctx: SkillContext) -> str:
        """Fail to load."""
        return ""

    with pytest.raises(SkillLoadError, match=f"misspelled: {term}: "):
        skill(**{term: value})(misspelled)


def test_a_skill_without_a_docstring_is_refused() -> None:
    def silent(ctx: SkillContext) -> str:
        return ""

    with pytest.raises(SkillLoadError, match="silent has no docstring"):
        skill()(silent)


def test_a_third_parameter_is_refused() -> None:
    def crowded(ctx: SkillContext, args: Box, more: int) -> str:
        """Take too much."""
        return ""

    with pytest.raises(SkillLoadError, match="not 3 values"):
        skill()(crowded)


@pytest.mark.parametrize("annotation", [dict, int, None])
def test_arguments_without_a_model_are_refused(annotation: object) -> None:
    def loose(ctx, args):  # noqa: ANN001, ANN202
        """Take anything."""

    if annotation is not None:
        loose.__annotations__["args"] = annotation

    with pytest.raises(SkillLoadError, match="annotate args with a pydantic model"):
        skill()(loose)


def test_a_result_that_json_cannot_describe_is_refused() -> None:
    class Odd:
        pass

    def odd(ctx: SkillContext) -> Odd:
        """Return something strange."""
        return Odd()

    with pytest.raises(SkillLoadError, match="no JSON Schema"):
        skill()(odd)
