"""An invitation pins the other side's key: its card is verified from the first look on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.auth.signing import Algorithm
from gateway.outbox.pins.signature import fingerprint
from gateway.store.pin import SignatureStatus
from tests.peers.company import Company, two


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[tuple[Company, Company]]:
    async with two(tmp_path) as (acme, globex):
        await globex.accept(await acme.invite("globex"))
        yield acme, globex


async def test_each_side_verifies_the_others_card(both: tuple[Company, Company]) -> None:
    acme, globex = both
    for one, name, other in ((acme, "globex", globex), (globex, "acme", acme)):
        peer = one.row(name).as_peer()
        assert (await one.services.discoverer.discover(peer)).success
        pin = one.services.pins.view(peer).pin
        assert pin.card is not None
        assert pin.card.signature is SignatureStatus.VERIFIED
        assert list(map(fingerprint, pin.keys)) == [other.services.ring.signers[0].kid]


async def test_a_card_of_another_key_waits_until_it_is_confirmed(
    both: tuple[Company, Company],
) -> None:
    acme, globex = both
    peer, ring = acme.row("globex").as_peer(), globex.services.ring
    await acme.services.discoverer.discover(peer)
    old = ring.keys[0]
    new = await ring.add(Algorithm.EDDSA)
    await ring.remove(old)
    assert (await acme.services.discoverer.discover(peer)).is_held
    assert await acme.call("globex") == {"n": 1}
    view = await acme.services.discoverer.confirm(peer)
    assert list(map(fingerprint, view.pin.keys)) == [new.kid]
    assert not (await acme.services.discoverer.discover(peer)).is_held


async def test_while_both_keys_sign_a_confirmation_pins_both(
    both: tuple[Company, Company],
) -> None:
    acme, globex = both
    peer, ring = acme.row("globex").as_peer(), globex.services.ring
    old = ring.keys[0]
    new = await ring.add(Algorithm.ES256)
    assert not (await acme.services.discoverer.discover(peer)).is_held
    await acme.services.discoverer.confirm(peer)
    await ring.remove(old)
    assert not (await acme.services.discoverer.discover(peer)).is_held
    assert new.kid in map(fingerprint, acme.services.pins.view(peer).pin.keys)
