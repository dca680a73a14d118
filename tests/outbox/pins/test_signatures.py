"""Cards are verified by pinned keys alone; one that fails is kept out of use."""

import pytest

from gateway.auth.signing import Algorithm, Signer
from gateway.core.json import decode, encode
from gateway.outbox.pins import CardMismatch, Pins
from gateway.outbox.pins.signature import fingerprint
from gateway.store.base import TenantStore
from gateway.store.pin import SignatureStatus
from tests.outbox.pins.cards import (
    CARD,
    PEER,
    at_another_origin,
    card,
    found,
    make_pins,
    public,
    signed,
)


@pytest.fixture(params=list(Algorithm))
def signer(request: pytest.FixtureRequest) -> Signer:
    return Signer.new(request.param)


@pytest.fixture
def stranger() -> Signer:
    return Signer.new(Algorithm.ES256)


def status(pins: Pins) -> SignatureStatus:
    view = pins.view(PEER)
    seen = view.pin.held or view.pin.card
    assert seen is not None
    return seen.signature


async def test_a_card_without_signatures_is_unsigned(pins: Pins) -> None:
    await pins.admit(PEER, found(CARD))
    assert status(pins) is SignatureStatus.UNSIGNED


async def test_a_key_that_no_one_confirmed_proves_nothing(pins: Pins, signer: Signer) -> None:
    await pins.admit(PEER, found(signed(CARD, signer)))
    assert status(pins) is SignatureStatus.UNKNOWN_KEY


async def test_the_key_of_an_invitation_is_pinned(tenant: TenantStore, signer: Signer) -> None:
    pins = make_pins(tenant, public(signer))
    assert await pins.admit(PEER, found(signed(CARD, signer))) is not None
    assert status(pins) is SignatureStatus.VERIFIED


@pytest.mark.parametrize("kind", ["unsigned", "stranger", "forged"])
async def test_a_first_card_that_the_invited_key_did_not_sign_is_held(
    tenant: TenantStore, signer: Signer, stranger: Signer, kind: str
) -> None:
    pins = make_pins(tenant, public(signer))
    forged = {**signed(CARD, signer), "description": "Forged."}
    wire = {"unsigned": CARD, "stranger": signed(CARD, stranger), "forged": forged}[kind]
    assert await pins.admit(PEER, found(wire)) is None
    assert pins.view(PEER).is_open


async def test_the_key_is_confirmed_on_first_use(pins: Pins, signer: Signer) -> None:
    await pins.admit(PEER, found(signed(CARD, signer)))
    view = await pins.confirm(PEER, [public(signer)])
    assert [fingerprint(key) for key in view.pin.keys] == [signer.kid]
    assert status(pins) is SignatureStatus.VERIFIED


async def test_only_keys_that_signed_the_card_are_pinned(
    pins: Pins, signer: Signer, stranger: Signer
) -> None:
    await pins.admit(PEER, found(signed(CARD, signer)))
    view = await pins.confirm(PEER, [public(stranger), public(signer), "{}", "no key"])
    assert view.pin.keys == (public(signer),)


async def test_of_the_keys_that_signed_the_one_that_was_named_is_pinned(
    pins: Pins, signer: Signer, stranger: Signer
) -> None:
    both = signed(CARD, signer, stranger)
    await pins.admit(PEER, found(both))
    published = [public(stranger), public(signer)]
    view = await pins.confirm(PEER, published, fingerprint=signer.kid)
    assert view.pin.keys == (public(signer),)


async def test_a_card_in_the_name_of_a_key_that_did_not_sign_it_is_not_confirmed(
    pins: Pins, signer: Signer, stranger: Signer
) -> None:
    lying = {**decode(public(stranger).encode()), "kid": signer.kid}
    await pins.admit(PEER, found(signed(CARD, stranger)))
    for keys in ([encode(lying).decode()], [encode(lying).decode(), public(signer)], []):
        with pytest.raises(CardMismatch):
            await pins.confirm(PEER, keys, fingerprint=signer.kid)
    assert pins.view(PEER).pin.keys == ()


async def test_a_card_that_says_a_pinned_key_signed_it_and_lies_is_bad(
    pins: Pins, signer: Signer
) -> None:
    first = found(signed(CARD, signer))
    await pins.admit(PEER, first)
    await pins.confirm(PEER, [public(signer)])
    forged = {**signed(CARD, signer), "description": "Forged."}
    assert await pins.admit(PEER, found(forged)) == first
    assert status(pins) is SignatureStatus.BAD
    with pytest.raises(CardMismatch):
        await pins.confirm(PEER, [public(signer)])


@pytest.mark.parametrize("is_signed", [True, False])
async def test_a_card_that_the_pinned_key_did_not_sign_waits(
    pins: Pins, signer: Signer, stranger: Signer, is_signed: bool
) -> None:
    first = found(signed(CARD, signer))
    await pins.admit(PEER, first)
    await pins.confirm(PEER, [public(signer)])
    other = signed(card(version="2"), stranger) if is_signed else card(version="2")
    assert await pins.admit(PEER, found(other)) == first
    assert {change.field for change in pins.view(PEER).changes if change.is_grave} >= {"signature"}
    view = await pins.confirm(PEER, [public(stranger)])
    assert view.pin.keys == ((public(stranger),) if is_signed else ())


async def test_a_pinned_key_vouches_for_another_one(
    pins: Pins, signer: Signer, stranger: Signer
) -> None:
    await pins.admit(PEER, found(signed(CARD, signer)))
    await pins.confirm(PEER, [public(signer)])
    both = found(signed(CARD, signer, stranger))
    assert await pins.admit(PEER, both) == both
    assert not pins.view(PEER).is_open


async def test_a_key_that_no_one_confirmed_may_not_become_another(
    pins: Pins, signer: Signer, stranger: Signer
) -> None:
    first = found(signed(CARD, signer))
    await pins.admit(PEER, first)
    assert await pins.admit(PEER, found(signed(CARD, stranger))) == first
    assert {change.field for change in pins.view(PEER).changes} == {"signed by"}


async def test_a_card_that_is_signed_from_now_on_is_taken(pins: Pins, signer: Signer) -> None:
    await pins.admit(PEER, found(CARD))
    assert await pins.admit(PEER, found(signed(CARD, signer))) == found(signed(CARD, signer))


async def test_a_signature_does_not_let_the_endpoint_move(pins: Pins, signer: Signer) -> None:
    first = found(signed(CARD, signer))
    await pins.admit(PEER, first)
    await pins.confirm(PEER, [public(signer)])
    assert await pins.admit(PEER, found(signed(at_another_origin(), signer))) == first
    assert status(pins) is SignatureStatus.VERIFIED


async def test_a_newer_invitation_brings_a_newer_key(
    tenant: TenantStore, signer: Signer, stranger: Signer
) -> None:
    await make_pins(tenant, public(signer)).admit(PEER, found(signed(CARD, signer)))
    pins = make_pins(tenant, public(stranger))
    await pins.load()
    newer = found(signed(card(version="2"), stranger))
    assert await pins.admit(PEER, newer) == newer
    assert pins.view(PEER).pin.keys == (public(stranger),)


def test_a_fingerprint_is_the_thumbprint_of_the_key(signer: Signer) -> None:
    assert fingerprint(public(signer)) == signer.kid
    assert decode(public(signer).encode())["kid"] == signer.kid
    assert fingerprint("{}") == ""
