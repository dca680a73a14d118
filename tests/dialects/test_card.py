"""Cards: what is written reads back, and every generation that is met can be read."""

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.core.card import AgentCard, Capabilities, CardSkill, Extension, Interface, Provider
from gateway.core.errors import InvalidAgentResponse
from gateway.core.json import decode, encode
from gateway.dialects.card import CardForm, read_card, write_card
from tests.dialects.strategies import METADATA, NAME, NAMES, TEXT

URLS = st.sampled_from(["https://a/1", "https://a/2", "https://a/3"])
BINDINGS = st.sampled_from(["JSONRPC", "HTTP+JSON", "GRPC"])


def interfaces(version: str) -> st.SearchStrategy[tuple[Interface, ...]]:
    built = st.builds(Interface, URLS, BINDINGS, st.just(version))
    return st.lists(built, unique=True, min_size=1, max_size=3).map(tuple)


CARDS = st.builds(
    AgentCard,
    NAME,
    TEXT,
    TEXT,
    st.builds(lambda new, old: new + old, interfaces("1.0"), interfaces("0.3")),
    st.builds(
        Capabilities,
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.lists(st.builds(Extension, NAME, TEXT, st.booleans(), METADATA)).map(tuple),
    ),
    st.lists(st.builds(CardSkill, NAME, NAME, TEXT, NAMES, NAMES, NAMES, NAMES)).map(tuple),
    NAMES,
    NAMES,
    st.none() | st.builds(Provider, NAME, TEXT),
    TEXT,
    TEXT,
)
NEW, OLD = (
    Interface("https://a/a2a", "JSONRPC", "1.0"),
    Interface("https://a/a2a", "JSONRPC", "0.3"),
)
CARD = AgentCard(
    "Acme",
    "Sells torches.",
    "2.1",
    (OLD, NEW),
    Capabilities(streaming=True, extended_card=True),
    (CardSkill("get_quote", "Quote", "A price.", ("sales",)),),
    provider=Provider("Acme AB", "https://acme.example"),
    signatures=({"protected": "e30", "signature": "x"},),
)


def through_bytes(card: AgentCard, form: CardForm) -> AgentCard:
    return read_card(decode(encode(write_card(card, form))))


@pytest.mark.parametrize("form", ["both", "1.0"])
@settings(max_examples=60, deadline=None)
@given(card=CARDS)
def test_a_written_card_reads_as_the_same_card(form: CardForm, card: AgentCard) -> None:
    back = through_bytes(card, form)
    assert set(back.interfaces) == set(card.interfaces)
    assert back == with_interfaces(card, back.interfaces)


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_a_0_3_card_says_all_but_the_1_0_interfaces(card: AgentCard) -> None:
    back = through_bytes(card, "0.3")
    assert set(back.interfaces) == {i for i in card.interfaces if i.version == "0.3"}
    assert back == with_interfaces(card, back.interfaces)


def with_interfaces(card: AgentCard, found: tuple[Interface, ...]) -> AgentCard:
    return replace(card, interfaces=found)


@pytest.mark.parametrize("form", ["both", "1.0"])
def test_the_1_0_interfaces_come_first(form: CardForm) -> None:
    written = write_card(CARD, form)["supportedInterfaces"]
    assert [interface["protocolVersion"] for interface in written] == ["1.0", "0.3"]


def test_a_card_for_both_has_what_each_requires() -> None:
    wire = write_card(CARD, "both")
    assert wire["protocolVersion"] == "0.3.0"
    assert (wire["url"], wire["preferredTransport"]) == ("https://a/a2a", "JSONRPC")
    assert wire["supportsAuthenticatedExtendedCard"] is True
    assert wire["capabilities"]["extendedAgentCard"] is True
    assert wire["security"] == [{"bearer": []}]
    assert wire["securityRequirements"] == [{"schemes": {"bearer": {"list": []}}}]
    assert wire["securitySchemes"] == {
        "bearer": {
            "httpAuthSecurityScheme": {"scheme": "Bearer"},
            "type": "http",
            "scheme": "bearer",
        }
    }


def test_a_pure_card_has_nothing_of_the_other_version() -> None:
    old = {"url", "protocolVersion", "preferredTransport", "additionalInterfaces", "security"}
    assert not old & write_card(CARD, "1.0").keys()
    assert not {"supportedInterfaces", "securityRequirements"} & write_card(CARD, "0.3").keys()


@pytest.mark.parametrize("form", get_args(CardForm))
def test_signatures_stay_with_the_form_that_they_sign(form: CardForm) -> None:
    assert ("signatures" in write_card(CARD, form)) is (form == "1.0")


def test_an_agent_without_a_0_3_address_claims_none() -> None:
    card = with_interfaces(CARD, (NEW,))
    assert "url" not in write_card(card, "both")


@pytest.mark.parametrize(
    ("wire", "interfaces"),
    [
        ({"protocolVersion": "0.2.6", "url": "https://a"}, [("https://a", "JSONRPC", "0.2")]),
        ({"name": "a", "url": "https://a/a2a"}, [("https://a/a2a", "JSONRPC", "")]),
        (
            {"name": "MoltFlow", "rpc_endpoint": "/api/v2/a2a/rpc"},
            [("/api/v2/a2a/rpc", "JSONRPC", "moltflow")],
        ),
        (
            {
                "protocolVersion": "0.3.0",
                "url": "https://a/1",
                "preferredTransport": "HTTP+JSON",
                "additionalInterfaces": [
                    {"url": "https://a/1", "transport": "HTTP+JSON"},
                    {"url": "https://a/2", "transport": "JSONRPC"},
                ],
            },
            [("https://a/1", "HTTP+JSON", "0.3"), ("https://a/2", "JSONRPC", "0.3")],
        ),
        (
            {
                "supportedInterfaces": [
                    {"url": "https://a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0.1"},
                    {"url": ""},
                    5,
                ]
            },
            [("https://a", "JSONRPC", "1.0")],
        ),
        ({"name": "a"}, []),
    ],
)
def test_the_addresses_of_any_generation_are_found(wire: Any, interfaces: Any) -> None:
    assert [(i.url, i.binding, i.version) for i in read_card(wire).interfaces] == interfaces


def test_capabilities_as_words_stand_for_missing_skills() -> None:
    card = read_card({"name": "a", "capabilities": ["messaging", "streaming", 5]})
    assert [skill.id for skill in card.skills] == ["messaging", "streaming"]
    assert card.capabilities.streaming


def test_a_skill_may_be_a_word_or_lack_most_of_itself() -> None:
    card = read_card({"skills": ["x", {"name": "y"}, {"id": "z", "tags": "no"}, {}, None]})
    assert card.skills == (
        CardSkill("x", "x", "", ()),
        CardSkill("y", "y", "", ()),
        CardSkill("z", "z", "", ()),
    )


@pytest.mark.parametrize("wire", [None, [], "x", {}, {"url": "https://a"}, {"name": ""}])
def test_what_is_no_card_is_refused(wire: Any) -> None:
    with pytest.raises(InvalidAgentResponse):
        read_card(wire)
