"""What a card may change by itself, and what stays as it was until the operator says yes."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.outbox.pins import Pins, read_changes
from gateway.store.base import TenantStore
from gateway.store.discovery import Discovery, RecordDiscovery
from gateway.store.pin import PinOutcome
from tests.outbox.pins.cards import (
    CARD,
    FOUND_AT,
    PEER,
    URL,
    at_another_origin,
    card,
    found,
    make_pins,
)

SKILLS = CARD["skills"]
TWO_MORE = [*SKILLS, {"id": "stock", "name": "Stock", "description": "How many."}]
HARMLESS = {
    "description": card(description="Sells lamps."),
    "name": card(name="Acme Torches"),
    "version": card(version="2.0"),
    "new skill": card(skills=TWO_MORE),
    "fewer skills": card(skills=SKILLS[:1]),
    "path": card(supportedInterfaces=[{**CARD["supportedInterfaces"][0], "url": f"{URL}/v2"}]),
    "relative": card(supportedInterfaces=[{**CARD["supportedInterfaces"][0], "url": "/a2a/new"}]),
    "0.3": card(protocolVersion="0.3.0", url=f"{URL}/a2a"),
    "capabilities": card(capabilities={"pushNotifications": True}),
}
GRAVE = {
    "origin": at_another_origin(),
    "port": at_another_origin(f"{URL}:8443/a2a"),
    "scheme": at_another_origin("http://acme.example/a2a"),
    "one more": card(
        supportedInterfaces=[
            *CARD["supportedInterfaces"],
            *at_another_origin()["supportedInterfaces"],
        ]
    ),
    "old top-level url": card(protocolVersion="0.3.0", url="https://evil.example/a2a"),
    "rpc_endpoint": card(rpc_endpoint="https://evil.example/rpc"),
    "scheme of proof": card(
        securitySchemes={"key": {"apiKeySecurityScheme": {"location": "header", "name": "K"}}}
    ),
    "required proof": card(securityRequirements=[{"schemes": {}}]),
    "signed at all": card(signatures=[{"protected": "eyJraWQiOiJhIn0", "signature": "x"}]),
}


async def outcomes(tenant: TenantStore) -> list[PinOutcome]:
    return [change.outcome for change in await tenant.pins.list_changes("acme")]


async def test_the_card_that_was_found_first_is_pinned(pins: Pins, tenant: TenantStore) -> None:
    first = found(CARD)
    assert await pins.admit(PEER, first) == first
    assert await outcomes(tenant) == [PinOutcome.PINNED]


@pytest.mark.parametrize("wire", HARMLESS.values(), ids=HARMLESS)
async def test_what_harms_no_one_is_taken_and_recorded(
    pins: Pins, tenant: TenantStore, wire: Mapping[str, Any]
) -> None:
    await pins.admit(PEER, found(CARD))
    assert await pins.admit(PEER, found(wire)) == found(wire)
    assert await outcomes(tenant) == [PinOutcome.ADOPTED, PinOutcome.PINNED]
    assert not pins.view(PEER).is_open


@pytest.mark.parametrize(
    "wire", [GRAVE[name] for name in GRAVE if name != "signed at all"], ids=str
)
async def test_a_moved_endpoint_or_another_proof_is_put_aside(
    pins: Pins, tenant: TenantStore, wire: Mapping[str, Any]
) -> None:
    await pins.admit(PEER, found(CARD))
    assert await pins.admit(PEER, found(wire)) == found(CARD)
    assert await outcomes(tenant) == [PinOutcome.HELD, PinOutcome.PINNED]
    view = pins.view(PEER)
    assert view.is_open
    assert any(change.is_grave for change in view.changes)


async def test_order_and_signatures_are_no_change(pins: Pins, tenant: TenantStore) -> None:
    await pins.admit(PEER, found(CARD))
    other = {name: CARD[name] for name in reversed(CARD)} | {"skills": SKILLS[::-1]}
    await pins.admit(PEER, found(other))
    assert await outcomes(tenant) == [PinOutcome.PINNED]


async def test_the_same_proof_in_the_words_of_0_3_is_no_change(
    pins: Pins, tenant: TenantStore
) -> None:
    await pins.admit(PEER, found(CARD))
    old = card(securitySchemes={"bearer": {"type": "http", "scheme": "bearer"}})
    old["security"] = [{"bearer": []}]
    del old["securityRequirements"]
    await pins.admit(PEER, found(old))
    assert await outcomes(tenant) == [PinOutcome.PINNED]


async def test_a_change_is_told_with_the_old_and_the_new(pins: Pins, tenant: TenantStore) -> None:
    await pins.admit(PEER, found(CARD))
    await pins.admit(PEER, found(card(description="Sells lamps.")))
    [newest, _] = await tenant.pins.list_changes("acme")
    assert read_changes(newest.changes) == [
        {"field": "description", "old": "Sells torches.", "new": "Sells lamps.", "grave": False}
    ]


async def test_a_held_card_tells_each_change_the_grave_ones_marked(pins: Pins) -> None:
    await pins.admit(PEER, found(CARD))
    await pins.admit(PEER, found({**at_another_origin(), "description": "Sells lamps."}))
    changes = {change.field: change for change in pins.view(PEER).changes}
    assert changes.keys() == {"description", "interface JSONRPC 1.0"}
    moved = changes["interface JSONRPC 1.0"]
    assert (moved.old, moved.new) == (f"{URL}/a2a", "https://evil.example/a2a")
    assert moved.is_grave
    assert not changes["description"].is_grave


async def test_of_long_texts_the_difference_is_shown(pins: Pins) -> None:
    long = "x" * 5_000
    await pins.admit(PEER, found(card(description=long + "old")))
    await pins.admit(PEER, found({**at_another_origin(), "description": long + "new"}))
    [change] = [change for change in pins.view(PEER).changes if change.field == "description"]
    assert change.old.endswith("xold")
    assert change.new.endswith("xnew")
    assert len(change.old) < 100


async def test_a_held_card_that_comes_again_is_told_once(pins: Pins, tenant: TenantStore) -> None:
    await pins.admit(PEER, found(CARD))
    for _ in range(3):
        await pins.admit(PEER, found(at_another_origin()))
    assert await outcomes(tenant) == [PinOutcome.HELD, PinOutcome.PINNED]


async def test_a_held_card_that_is_shown_no_more_is_let_go(pins: Pins, tenant: TenantStore) -> None:
    await pins.admit(PEER, found(CARD))
    await pins.admit(PEER, found(at_another_origin()))
    await pins.admit(PEER, found(CARD))
    assert (await outcomes(tenant))[0] is PinOutcome.WITHDRAWN
    assert not pins.view(PEER).is_open


async def test_an_operator_who_writes_another_url_begins_anew(pins: Pins) -> None:
    await pins.admit(PEER, found(CARD))
    moved = replace(PEER, url="https://evil.example")
    assert await pins.admit(moved, found(at_another_origin())) == found(at_another_origin())


async def test_pins_survive_a_restart(pins: Pins, tenant: TenantStore) -> None:
    await pins.admit(PEER, found(CARD))
    await pins.admit(PEER, found(at_another_origin()))
    restarted = make_pins(tenant)
    await restarted.load()
    assert restarted.view(PEER) == pins.view(PEER)
    assert await restarted.admit(PEER, found(at_another_origin())) == found(CARD)


async def test_calls_go_by_the_card_that_is_in_use(pins: Pins, tenant: TenantStore) -> None:
    await pins.admit(PEER, found(CARD))
    known = Discovery(
        "acme", URL, found(CARD).text, FOUND_AT, "a2a-1.0", "jsonrpc", f"{URL}/a2a", at=5
    )
    await tenant.commit(RecordDiscovery(known))
    await pins.admit(PEER, found(at_another_origin()))
    assert await tenant.find_discovery("acme") == known
    described = found(card(description="Sells lamps."))
    await pins.admit(PEER, described)
    assert await tenant.find_discovery("acme") == replace(known, card=described.text)
    moved = found(HARMLESS["path"])
    await pins.admit(PEER, moved)
    forgotten = Discovery("acme", URL, moved.text, FOUND_AT, at=5)
    assert await tenant.find_discovery("acme") == forgotten


async def test_what_is_forgotten_is_found_as_if_for_the_first_time(
    pins: Pins, tenant: TenantStore
) -> None:
    await pins.admit(PEER, found(CARD))
    await pins.forget("acme")
    assert await tenant.pins.find("acme") is None
    assert await pins.admit(PEER, found(at_another_origin())) == found(at_another_origin())
