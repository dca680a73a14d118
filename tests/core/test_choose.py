import pytest

from gateway.core.choose import Choice, choose, find_choice
from gateway.core.message import DataPart, Message, Part, Role, TextPart


def said(*parts: Part) -> Message:
    return Message("m1", Role.USER, parts)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("skill:x", Choice("x", {}, "")),
        ('skill:x {"a":1}', Choice("x", {"a": 1}, "")),
        (' skill:x {"a":1}', Choice("x", {"a": 1}, "")),
        ('skill: x {"a":1}', Choice("x", {"a": 1}, "")),
        ('skill:x{"a":1}', Choice("x", {"a": 1}, "")),
        ('skill:x\n{"a":1}', Choice("x", {"a": 1}, "")),
        ('skill:x {"a":1}\nand more\nlines', Choice("x", {"a": 1}, "and more\nlines")),
        ("skill:x [1]", Choice("x", [1], "")),
        ("skill:x null", Choice("x", None, "")),
        ("skill:x rest of it", Choice("x", {"text": "rest of it"}, "rest of it")),
        ("skill:x 5 apples", Choice("x", {"text": "5 apples"}, "5 apples")),
        ('skill:x {"a":', Choice("x", {"text": '{"a":'}, '{"a":')),
        ("Skill:x", Choice("", {}, "Skill:x")),
        ("please skill:x", Choice("", {}, "please skill:x")),
        ("skill:", Choice("", {}, "skill:")),
        ("", Choice("", {}, "")),
    ],
)
def test_a_skill_is_named_in_text(text: str, choice: Choice) -> None:
    assert choose(said(TextPart(text))) == choice


def test_nesting_that_would_exhaust_the_stack_is_text() -> None:
    bomb = '{"a":' * 50_000
    assert choose(said(TextPart(f"skill:x {bomb}"))).arguments == {"text": bomb}


@pytest.mark.parametrize(
    ("data", "arguments"),
    [
        ({"skill": "x", "arguments": {"a": 1}, "args": {"a": 2}}, {"a": 1}),
        ({"skill": "x", "args": {"a": 2}}, {"a": 2}),
        ({"skill": "x"}, {"text": "skill:y"}),
    ],
)
def test_a_data_part_that_names_a_skill_comes_before_text(data: object, arguments: object) -> None:
    parts = (TextPart("skill:y"), DataPart({"other": 1}), DataPart(data))
    assert choose(said(*parts)) == Choice("x", arguments, "skill:y")


def test_a_data_part_alone_has_no_arguments_to_guess() -> None:
    assert choose(said(DataPart({"skill": "x"}))) == Choice("x", {}, "")


@pytest.mark.parametrize("skill", ["", 1, None, ["x"]])
def test_a_skill_without_a_name_is_none(skill: object) -> None:
    assert choose(said(DataPart({"skill": skill}))).skill == ""


def test_what_a_peer_says_of_itself_is_dropped() -> None:
    claims = {"peer_name": "other", "peer_id": "1", "_approved": True, "qty": 1}
    message = said(DataPart({"skill": "x", "arguments": claims}))
    assert choose(message).arguments == {"qty": 1}
    assert find_choice(message).arguments == claims
