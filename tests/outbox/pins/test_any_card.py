"""Whatever a peer calls its card, the rules stand: nothing breaks, nothing moves."""

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core.clock import Clock
from gateway.core.json import decode, encode
from gateway.observe.log import get_log
from gateway.outbox.pins import CardMismatch, Pins
from gateway.outbox.route import routes
from gateway.store import open_store
from tests.outbox.pins.cards import CARD, PEER, URL, found

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
URLS = st.sampled_from(
    (
        URL,
        f"{URL}/a2a",
        "/a2a",
        "",
        "http://[",
        "x:y",
        "a b",
        "https://evil.example/a2a",
        "//evil.example/x",
        "https://acme.example@evil.example/",
        "https://evil.example\\@acme.example/",
        "https://acme.example.evil.example/",
        "HTTPS://ACME.EXAMPLE/a2a",
        "https://acme.example:x/",
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**60) | TEXT | URLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
INTERFACES = st.lists(
    st.fixed_dictionaries(
        {"url": URLS},
        optional={"protocolBinding": TEXT, "protocolVersion": st.sampled_from(["1.0", "0.3", ""])},
    ),
    max_size=3,
)
MEMBERS = sorted({*CARD, "signatures", "url", "rpc_endpoint", "additionalInterfaces", "security"})
CARDS = st.fixed_dictionaries(
    {"name": st.just("Acme")},
    optional={name: JSON | INTERFACES | URLS for name in MEMBERS if name != "name"},
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CARDS, min_size=1, max_size=3))
async def test_any_card_is_judged(wires: list[dict[str, Any]]) -> None:
    tenant = (await open_store("memory:")).for_tenant("default")
    pins = Pins(tenant, lambda _: "", Clock(), get_log("test"))
    first = found(CARD)
    await pins.admit(PEER, first)
    for wire in wires:
        wire = decode(encode(wire))
        in_use = await pins.admit(PEER, found(wire))
        assert in_use is not None
        pins.view(PEER)
        for way in routes(PEER, in_use):
            # Whatever is in use without a yes leads to the row's own origin.
            assert pins.may_send_token(PEER, way.url), way.url
    with suppress(CardMismatch):
        await pins.confirm(PEER)
