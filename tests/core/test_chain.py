"""A chain of calls as it travels: read as it was written, and never believed to be shorter."""

import pytest

from gateway.core.chain import (
    CHAIN_EXTENSION,
    Chain,
    find_chain,
    read_chain,
    read_chain_header,
    write_chain,
    write_chain_header,
)

CHAIN = Chain("0199-a.b:c_D", 3)


def test_what_is_written_is_read_again() -> None:
    assert read_chain(write_chain(CHAIN)) == CHAIN
    assert read_chain_header(write_chain_header(CHAIN)) == CHAIN


def test_a_call_that_is_caused_has_one_hop_more() -> None:
    assert CHAIN.longer() == Chain(CHAIN.id, 4)


@pytest.mark.parametrize(
    "wire",
    [
        None,
        "x",
        [],
        {},
        {"id": "x"},
        {"hops": 1},
        {"id": "x", "hops": 0},
        {"id": "x", "hops": True},
        {"id": "x", "hops": 1.0},
        {"id": "x", "hops": 10**30},
        {"id": "", "hops": 1},
        {"id": "x" * 129, "hops": 1},
        {"id": "a b", "hops": 1},
        {"id": "a\r\nb", "hops": 1},
    ],
)
def test_what_is_no_chain_is_none(wire: object) -> None:
    assert read_chain(wire) is None


@pytest.mark.parametrize(
    "text", ["", ";", "x", "x; hops=", "x; hops=-1", "x; hops=12345", "a b; hops=1", "x; hops=٣"]
)
def test_what_is_no_header_is_none(text: str) -> None:
    assert read_chain_header(text) is None


def test_a_header_may_be_written_with_other_spaces() -> None:
    assert read_chain_header(" x;hops=2 ") == Chain("x", 2)


def test_of_two_that_differ_the_longer_counts() -> None:
    short, long = Chain("x", 1), Chain("x", 4)
    in_metadata = {CHAIN_EXTENSION: write_chain(long)}
    assert find_chain(write_chain_header(short), in_metadata, None) == long
    assert find_chain(write_chain_header(long), {CHAIN_EXTENSION: write_chain(short)}) == long
    assert find_chain("", None, in_metadata) == long
    assert find_chain("nonsense", {}, None) is None
