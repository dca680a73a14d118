"""The bytes that are signed: those that each reader of the card makes of it."""

import json
from typing import Any

import pytest
import rfc8785
from a2a.types import a2a_pb2
from a2a.utils._jcs import canonicalize
from a2a.utils.signing import _canonicalize_agent_card
from google.protobuf.json_format import ParseDict
from hypothesis import given, settings
from msgspec.structs import replace

from gateway.core.card import AgentCard, Capabilities, Extension
from gateway.core.json import decode, encode
from gateway.dialects.card import write_canonical, write_card
from tests.dialects.test_card import CARD, CARDS

REQUIREMENTS = "securityRequirements"


def written(card: AgentCard) -> Any:
    """What a reader parses: the card after a trip over the wire."""
    return decode(encode(write_card(card, "1.0")))


def doubles(data: bytes) -> Any:
    """Parsed as by a reader that has one kind of number."""
    return json.loads(data, parse_int=float)


def with_params(params: Any) -> AgentCard:
    extension = Extension("urn:x", params=params)
    return AgentCard("a", "b", "1", CARD.interfaces, Capabilities(extensions=(extension,)))


@settings(max_examples=100, deadline=None)
@given(CARDS)
def test_the_official_sdk_makes_one_of_the_forms(card: AgentCard) -> None:
    parsed = ParseDict(written(card), a2a_pb2.AgentCard(), ignore_unknown_fields=True)
    assert _canonicalize_agent_card(parsed).encode() == write_canonical(written(card))[-1]


@settings(max_examples=100, deadline=None)
@given(CARDS)
def test_the_specification_keeps_what_is_required(card: AgentCard) -> None:
    strict = doubles(write_canonical(written(card))[0])
    wire = doubles(encode(written(card)))
    wire.pop("signatures", None)
    assert strict.pop(REQUIREMENTS) == [{"schemes": {"bearer": {}}}]
    assert wire.pop(REQUIREMENTS) == [{"schemes": {"bearer": {"list": []}}}]
    assert strict == wire


def test_a_signature_is_not_over_itself() -> None:
    unsigned = replace(CARD, signatures=())
    assert write_canonical(written(CARD)) == write_canonical(written(unsigned))


def test_members_are_sorted_and_nothing_is_between_them() -> None:
    strict, _ = write_canonical(written(CARD))
    assert strict.startswith(b'{"capabilities":{"extendedAgentCard":true,"pushNotifications":false')
    assert strict == rfc8785.dumps(decode(strict)) == canonicalize(decode(strict)).encode()


@pytest.mark.parametrize(
    ("params", "left"),
    [
        ({"required": [], "title": "Ä"}, {"title": "Ä"}),
        ({"default": "", "deep": {"er": {"none": None}}}, None),
        ({"enum": ["", None, [], 0, False]}, {"enum": [0, False]}),
    ],
)
def test_the_sdks_drop_what_is_empty_inside_an_extension(params: Any, left: Any) -> None:
    strict, dense = map(decode, write_canonical(written(with_params(params))))
    assert strict["capabilities"]["extensions"][0]["params"] == params
    assert dense["capabilities"]["extensions"][0].get("params") == left


@pytest.mark.parametrize("number", [2**53, 2**63 - 1, -(2**60)])
def test_a_large_integer_is_what_a_double_holds(number: int) -> None:
    strict, dense = map(doubles, write_canonical(written(with_params({"maximum": number}))))
    for form in (strict, dense):
        assert form["capabilities"]["extensions"][0]["params"]["maximum"] == float(number)


def test_a_card_without_empty_members_has_one_form() -> None:
    wire = written(CARD)
    wire[REQUIREMENTS] = [{"schemes": {"bearer": {"list": ["peer"]}}}]
    assert len(write_canonical(wire)) == 1
