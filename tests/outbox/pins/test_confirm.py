"""What the operator's yes changes, and where our credential goes by it."""

import pytest
from msgspec.structs import replace

from gateway.outbox.pins import CardMismatch, NothingToConfirm, Pins
from gateway.store.base import TenantStore
from gateway.store.pin import PinOutcome
from tests.outbox.pins.cards import CARD, PEER, URL, at_another_origin, found, make_pins

EVIL = "https://evil.example/a2a"


async def test_our_token_goes_to_the_origin_of_the_row_alone(pins: Pins) -> None:
    assert pins.may_send_token(PEER, f"{URL}/anything")
    assert pins.may_send_token(PEER, "https://ACME.example:443/")
    for url in (EVIL, "http://acme.example/a2a", f"{URL}:8443/", "https://acme.example.evil/", "x"):
        assert not pins.may_send_token(PEER, url)


async def test_a_found_card_sends_it_nowhere_else(pins: Pins) -> None:
    await pins.admit(PEER, found(at_another_origin()))
    assert not pins.may_send_token(PEER, EVIL)
    assert pins.view(PEER).unconfirmed == ("https://evil.example:443",)


async def test_a_confirmed_origin_gets_it(pins: Pins) -> None:
    await pins.admit(PEER, found(CARD))
    await pins.admit(PEER, found(at_another_origin()))
    assert not pins.may_send_token(PEER, EVIL)
    view = await pins.confirm(PEER)
    assert not view.is_open
    assert pins.may_send_token(PEER, EVIL)
    assert pins.may_send_token(PEER, URL)
    assert not pins.may_send_token(replace(PEER, url="https://new.example"), EVIL)
    assert not pins.may_send_token(replace(PEER, name="other"), EVIL)


async def test_so_does_one_that_the_first_card_named(pins: Pins) -> None:
    await pins.admit(PEER, found(at_another_origin()))
    await pins.confirm(PEER)
    assert pins.may_send_token(PEER, EVIL)


async def test_what_was_confirmed_survives_a_restart(pins: Pins, tenant: TenantStore) -> None:
    await pins.admit(PEER, found(at_another_origin()))
    await pins.confirm(PEER)
    restarted = make_pins(tenant)
    await restarted.load()
    assert restarted.may_send_token(PEER, EVIL)


async def test_an_origin_that_the_next_card_does_not_name_loses_it(pins: Pins) -> None:
    await pins.admit(PEER, found(at_another_origin()))
    await pins.confirm(PEER)
    await pins.admit(PEER, found(CARD))
    assert not pins.may_send_token(PEER, EVIL)


async def test_the_confirmed_card_is_in_use_and_recorded(pins: Pins, tenant: TenantStore) -> None:
    await pins.admit(PEER, found(CARD))
    moved = found(at_another_origin())
    await pins.admit(PEER, moved)
    await pins.confirm(PEER)
    assert await pins.admit(PEER, moved) == moved
    changes = await tenant.pins.list_changes("acme")
    assert changes[0].outcome is PinOutcome.CONFIRMED
    assert "evil.example" in changes[0].changes


async def test_what_came_since_the_operator_looked_is_not_confirmed(pins: Pins) -> None:
    await pins.admit(PEER, found(CARD))
    await pins.admit(PEER, found(at_another_origin()))
    digest = pins.view(PEER).digest
    await pins.admit(PEER, found(at_another_origin("https://other.example/a2a")))
    with pytest.raises(CardMismatch):
        await pins.confirm(PEER, digest=digest)
    await pins.confirm(PEER, digest=pins.view(PEER).digest)


async def test_without_a_card_there_is_nothing_to_confirm(pins: Pins) -> None:
    assert not pins.view(PEER).is_open
    with pytest.raises(NothingToConfirm):
        await pins.confirm(PEER)
