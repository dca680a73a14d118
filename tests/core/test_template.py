"""Templates: what they become, and which are none."""

from typing import Any

import pytest

from gateway.core.template import FieldMissing, check_templates, fill

FIELDS: dict[str, Any] = {
    "id": "n1",
    "peer": "",
    "data": {"ref": "PR-2027-0001", "qty": 4000, "ok": True, "note": None, "tags": ["a", 1]},
}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("{{data.qty}}", 4000),
        ("{{ data.ok }}", True),
        ("{{data.tags}}", ["a", 1]),
        ("{{data.tags.0}}", "a"),
        ("{{peer}}", ""),
        ("{{data.note?}}", None),
        ("{{data.nothing.deep?}}", None),
        ("{{data.qty}} of {{data.ref}}", "4000 of PR-2027-0001"),
        ("for{{data.note?}} {{data.ok}} {{data.tags}}", 'for true ["a",1]'),
        ("{{data.ref}}{{data.qty}}", "PR-2027-00014000"),
        (5, 5),
        ("plain", "plain"),
        ({"a": ["{{id}}", {"b": "{{data.qty}}"}]}, {"a": ["n1", {"b": 4000}]}),
    ],
    ids=str,
)
def test_a_template_becomes_what_the_field_holds(value: Any, filled: Any) -> None:
    check_templates(value)
    assert fill(value, FIELDS) == filled


@pytest.mark.parametrize("value", ["{{data.nothing}}", "a {{data.note}}", {"a": ["{{data.x}}"]}])
def test_a_field_that_is_missing_is_named(value: Any) -> None:
    with pytest.raises(FieldMissing, match=r"data\.(nothing|note|x)"):
        fill(value, FIELDS)


def test_what_a_field_holds_is_no_template() -> None:
    assert fill("{{data.a}}!", {"data": {"a": "{{data.b}}", "b": "c"}}) == "{{data.b}}!"


@pytest.mark.parametrize(
    "value", ["{{}}", "{{ref}}", "{{data.a b}}", "{{data}", ["{{x}}"], {"a": "{{"}]
)
def test_what_is_no_template_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="holds"):
        check_templates(value)
