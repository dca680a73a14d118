"""Which notices a trigger waits for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.automations.match import holds, matches, wants
from gateway.core.notice import Notice, NoticeType
from gateway.core.trigger import Condition, Op, Trigger, find_field, fits, write_fields

DATA = {
    "urgency": "high",
    "score": 7,
    "price": "4.20",
    "ready": True,
    "note": None,
    "due": "2027-04-28",
    "seen": "2027-04-28T14:00:00+02:00",
    "tags": ["steel", 4],
    "offers": [{"price": 9}, {"price": 8}],
}
NOTICE = Notice("n1", NoticeType.SIGNAL_RECEIVED, 1_800_000_000_000, "s1", "acme", DATA)
FIELDS = write_fields(NOTICE)

HOLDING: list[tuple[str, str, Any]] = [
    ("type", "eq", "signal.received"),
    ("subject", "eq", "s1"),
    ("peer", "ne", "globex"),
    ("at", "gt", "2027-01-14"),
    ("data.urgency", "in", ["medium", "high"]),
    ("data.score", "eq", 7.0),
    ("data.score", "gt", 6.5),
    ("data.score", "gte", 7),
    ("data.price", "lt", 4.3),
    ("data.price", "lte", 4.2),
    ("data.ready", "eq", True),
    ("data.ready", "ne", 1),
    ("data.note", "exists", False),
    ("data.nothing.at.all", "exists", False),
    ("data.nothing", "ne", 5),
    ("data.due", "exists", True),
    ("data.due", "lt", "2027-04-28T00:00:01Z"),
    ("data.seen", "gte", "2027-04-28T12:00:00Z"),
    ("data.urgency", "contains", "IG"),
    ("data.tags", "contains", "steel"),
    ("data.tags", "contains", 4),
    ("data.tags.1", "eq", 4),
    ("data.offers.1.price", "lt", 9),
]
FAILING: list[tuple[str, str, Any]] = [
    ("type", "eq", "deal.opened"),
    ("data.score", "eq", "7"),
    ("data.ready", "eq", 1),
    ("data.ready", "gt", 0),
    ("data.urgency", "gt", 5),
    ("data.score", "gt", "2027-04-28"),
    ("data.nothing", "lt", 5),
    ("data.nothing", "gt", 5),
    ("data.nothing", "contains", "a"),
    ("data.note", "exists", True),
    ("data.tags", "contains", "stee"),
    ("data.tags.2", "exists", True),
    ("data.urgency.0", "exists", True),
    ("data.tags.-1", "exists", True),
    ("data", "contains", "urgency"),
]


def condition(field: str, op: str, value: Any) -> Condition:
    return Condition(field, Op(op), value)


@pytest.mark.parametrize("case", HOLDING, ids=lambda case: f"{case[0]} {case[1]} {case[2]}")
def test_a_condition_holds(case: tuple[str, str, Any]) -> None:
    assert holds(condition(*case), FIELDS)


@pytest.mark.parametrize("case", FAILING, ids=lambda case: f"{case[0]} {case[1]} {case[2]}")
def test_a_condition_does_not_hold(case: tuple[str, str, Any]) -> None:
    assert not holds(condition(*case), FIELDS)


def test_every_operator_is_tried_both_ways() -> None:
    assert {op for _, op, _ in HOLDING} == set(Op)
    assert {op for _, op, _ in FAILING} >= {Op.EQ, Op.GT, Op.LT, Op.CONTAINS, Op.EXISTS}


@pytest.mark.parametrize(
    ("pattern", "name", "is_fit"),
    [
        ("*", "deal.opened", True),
        ("deal.*", "deal.opened", True),
        ("*.received", "signal.received", True),
        ("deal.opened", "deal.opened", True),
        ("deal.*", "peer.up", False),
        ("deal", "deal.opened", False),
        ("deal.open*", "deal.opened", False),
        ("deal.*.*", "deal.opened", False),
    ],
)
def test_a_pattern_stands_for_whole_words(pattern: str, name: str, *, is_fit: bool) -> None:
    assert fits(pattern, name) is is_fit


def test_a_notice_of_another_type_is_not_asked_for_its_fields() -> None:
    trigger = Trigger(("deal.*",), (condition("data.score", "eq", 7),))
    assert not wants(trigger, NOTICE.type)
    assert not matches(trigger, NOTICE)


def test_without_conditions_the_type_is_enough() -> None:
    assert matches(Trigger(("signal.*",)), NOTICE)
    assert matches(Trigger(("signal.*",), is_any=True), NOTICE)


PLAIN = st.one_of(
    st.booleans(),
    st.integers(-5, 5),
    st.floats(-5, 5),
    st.sampled_from(["", "a", "Ab", "3", "4.20", "2027-04-28", "2027-04-28T10:00:00Z"]),
)
VALUES = st.one_of(
    st.none(), PLAIN, st.lists(PLAIN, max_size=3), st.dictionaries(st.just("k"), PLAIN)
)
ORDERED = st.one_of(st.integers(-5, 5), st.floats(-5, 5), st.sampled_from(["2027-04-28"]))


def _holds(op: str, found: Any, value: Any) -> bool:
    return holds(condition("data.x", op, value), {"data": {"x": found}})


@given(VALUES, PLAIN)
def test_ne_holds_where_eq_does_not(found: Any, value: Any) -> None:
    assert _holds("ne", found, value) is not _holds("eq", found, value)


@given(VALUES, st.lists(PLAIN, min_size=1, max_size=4))
def test_in_is_eq_with_one_of_them(found: Any, values: list[Any]) -> None:
    assert _holds("in", found, values) is any(_holds("eq", found, value) for value in values)


@given(VALUES, ORDERED)
def test_what_can_be_compared_is_on_one_side(found: Any, value: Any) -> None:
    below, above = _holds("lt", found, value), _holds("gt", found, value)
    at_most, at_least = _holds("lte", found, value), _holds("gte", found, value)
    is_comparable = at_most or at_least
    assert not (below and above)
    assert below is (is_comparable and not at_least)
    assert above is (is_comparable and not at_most)


@given(ORDERED, ORDERED)
def test_the_order_is_the_same_from_both_sides(one: Any, other: Any) -> None:
    assert _holds("lt", one, other) is _holds("gt", other, one)


CONDITIONS = st.lists(
    st.sampled_from([*HOLDING, *FAILING]).map(lambda case: condition(*case)), max_size=4
)


@given(CONDITIONS)
def test_all_and_any_are_over_the_single_conditions(conditions: list[Condition]) -> None:
    held = [holds(one, FIELDS) for one in conditions]
    assert matches(Trigger(("*",), tuple(conditions)), NOTICE) is all(held)
    is_met = any(held) or not held
    assert matches(Trigger(("*",), tuple(conditions), is_any=True), NOTICE) is is_met


@given(VALUES, st.text(max_size=12))
def test_no_way_into_a_value_breaks(value: Any, path: str) -> None:
    find_field({"data": value}, path)
    find_field({"data": value}, f"data.{path}")
