"""Messages name what there is, and no more of it than a person reads."""

from gateway.core.names import say_names


def test_few_names_are_all_said() -> None:
    assert say_names(["a", "b"]) == "a, b"


def test_of_many_names_the_rest_is_counted() -> None:
    names = [f"n{number}" for number in range(23)]
    assert say_names(names).endswith("n18, n19 and 3 more")
    assert "more" not in say_names(names[:20])


def test_where_there_is_none_that_is_said() -> None:
    assert say_names([]) == "none"
    assert say_names([], "nobody") == "nobody"
