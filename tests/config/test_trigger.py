"""What rows say of the notices that they wait for, and what they are refused for."""

import tomllib
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.config.trigger import TriggerSection
from gateway.core.trigger import Condition, Op, Trigger


def parse(text: str) -> TriggerSection:
    return TriggerSection.model_validate(tomllib.loads(text))


def where(line: str) -> str:
    return f'on = "*"\nwhere = [{{{line}}}]'


def test_a_row_comes_to_a_trigger() -> None:
    section = parse(
        'on = ["deal.*", "signal.received"]\nmatch = "any"\nmin_count = 3\nwindow = 60\n'
        'where = [{field = "data.urgency", value = "high"}, '
        '{field = "data.score", op = "gte", value = 5}]'
    )
    conditions = (Condition("data.urgency", Op.EQ, "high"), Condition("data.score", Op.GTE, 5))
    expected = Trigger(("deal.*", "signal.received"), conditions, True, 3, 60_000)  # noqa: FBT003
    assert section.as_trigger() == expected


def test_one_type_needs_no_list() -> None:
    assert parse('on = "peer.down"').as_trigger() == Trigger(("peer.down",))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('field = "data.due", op = "lt", value = 2027-04-28', "2027-04-28"),
        ('field = "data.due", op = "in", value = [2027-04-28, 5]', ["2027-04-28", 5]),
        ('field = "data.due", op = "exists"', True),
        ('field = "data.due", op = "exists", value = false', False),
    ],
    ids=["a date", "a date in a list", "exists", "exists not"],
)
def test_a_value_is_read(line: str, value: Any) -> None:
    assert parse(where(line)).where[0].as_condition().value == value


BROKEN = {
    "an unknown type": ('on = "deal.opend"', "names a type that there is not; there are"),
    "a field of nothing": (where('field = "urgency", value = 1'), "or a field such as data.ref"),
    "an operator": (where('field = "data.a", op = "like", value = 1'), "'eq', 'ne'"),
    "no value": (where('field = "data.a"'), "eq takes a text, a number, true or false"),
    "a list for eq": (where('field = "data.a", value = [1]'), "eq takes a text, a number"),
    "a text for in": (where('field = "data.a", op = "in", value = "a"'), "in takes a list"),
    "an empty list": (where('field = "data.a", op = "in", value = []'), "in takes a list"),
    "a list of lists": (where('field = "data.a", op = "in", value = [[1]]'), "a list of texts"),
    "a word for gt": (where('field = "data.a", op = "gt", value = "high"'), "gt takes a number"),
    "true for gt": (where('field = "data.a", op = "gt", value = true'), "gt takes a number"),
    "a number for exists": (where('field = "data.a", op = "exists", value = 1'), "true or false"),
    "a count without a window": ('on = "*"\nmin_count = 2', "min_count, of 2 at least, and window"),
    "a window without a count": ('on = "*"\nwindow = 2', "min_count, of 2 at least, and window"),
    "conditions of nothing": ('where = [{field = "peer", value = "a"}]', "no `on`"),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_row_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse(text)
    assert words in str(refused.value)
