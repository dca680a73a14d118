"""Which rule wins: the first whose every condition holds, else the default."""

import pytest

from gateway.core.pattern import MAX_LENGTH, compile_pattern
from gateway.core.routing import Route, find_route, match_route
from tests.effort import seconds_of_work

SALES = Route("sales", "sell", keywords=("price", "Demo"))
ORDER = Route("order", "look_up", pattern=compile_pattern(r"order\s+#\d+"))
PARTNER = Route("partner", "serve", tag="partner")
VIP = Route("vip", "serve", keywords=("price",), tag="vip")
BY_NAME = Route("desk", "serve")
DEFAULT = Route("support", "help", is_default=True)
ALL = (DEFAULT, VIP, SALES, ORDER, PARTNER, BY_NAME)


@pytest.mark.parametrize(
    ("text", "tags", "name"),
    [
        ("What is the PRICE?", (), "sales"),
        ("prices, please", (), "sales"),
        ("a démo, no: a demo", (), "sales"),
        ("where is Order  #12345", (), "order"),
        ("hello", ("partner",), "partner"),
        ("the price", ("vip",), "vip"),
        ("hello", ("vip",), "support"),
        ("", (), "support"),
        ("desk", (), "support"),
    ],
)
def test_the_first_rule_that_holds_wins(text: str, tags: tuple[str, ...], name: str) -> None:
    match = match_route(ALL, text, tags)
    assert match.route is not None
    assert match.route.name == name


def test_every_condition_is_said() -> None:
    assert match_route(ALL, "price", ("vip",)).why == 'keyword "price" and tag "vip"'
    assert match_route(ALL, "order #1", ()).why == r"regex order\s+#\d+"
    assert match_route(ALL, "hm", ()).why == "no rule holds, and it is the default"


def test_without_a_default_nothing_wins() -> None:
    assert match_route((SALES,), "hello", ()) == (None, "no rule holds")


def test_a_route_is_found_by_its_name_alone() -> None:
    assert find_route(ALL, "desk") is BY_NAME
    assert find_route(ALL, "DESK") is None


@pytest.mark.parametrize("text", ["(?=a)", r"\1", "(", "a{1001}", "\ud800", "a" * (MAX_LENGTH + 1)])
def test_what_re2_cannot_compile_is_no_pattern(text: str) -> None:
    with pytest.raises(ValueError, match=r"RE2|longer"):
        compile_pattern(text)


def test_a_pattern_takes_linear_time() -> None:
    pattern = compile_pattern("(a+)+$")
    text = "a" * 200_000 + "b"
    assert not pattern.is_in(text)
    assert seconds_of_work(lambda: pattern.is_in(text)) < 5


def test_what_is_no_text_matches_nothing() -> None:
    assert not compile_pattern(".").is_in("\ud800")
