"""Keys are made, sealed, retired and removed; the world is told their public halves."""

import pytest

from gateway.auth.secrets import Safe
from gateway.auth.signing import Algorithm
from gateway.cards.keys import OVERLAP_MS, KeyRing
from gateway.core.clock import Clock
from gateway.core.errors import SecretError
from tests.cards.conftest import KEY, Desk


def told(ring: KeyRing) -> set[str]:
    return {key["kid"] for key in ring.jwks()["keys"]}


@pytest.mark.parametrize("algorithm", Algorithm)
async def test_a_new_key_signs_and_is_told(desk: Desk, algorithm: Algorithm) -> None:
    key = await desk.ring.add(algorithm)
    assert [signer.kid for signer in desk.ring.signers] == [key.kid]
    assert (key.algorithm, key.created_at, key.retired_at) == (algorithm, desk.at, None)
    assert told(desk.ring) == {key.kid}


async def test_keys_outlive_the_process_and_are_sealed(desk: Desk) -> None:
    key = await desk.ring.add(Algorithm.ES256)
    again = KeyRing(desk.tenant, Safe(KEY), "default", Clock())
    await again.load()
    assert [signer.public for signer in again.signers] == [
        signer.public for signer in desk.ring.signers
    ]
    assert desk.ring.signers[0].private not in key.sealed


async def test_a_key_does_not_open_as_another_tenants(desk: Desk) -> None:
    await desk.ring.add(Algorithm.ES256)
    other = KeyRing(desk.tenant, Safe(KEY), "other", Clock())
    with pytest.raises(SecretError):
        await other.load()


async def test_while_a_new_key_is_pinned_both_sign(desk: Desk) -> None:
    old, new = await desk.ring.add(Algorithm.ES256), await desk.ring.add(Algorithm.EDDSA)
    assert {signer.kid for signer in desk.ring.signers} == {old.kid, new.kid}


async def test_a_retired_key_signs_no_more_and_is_told_for_a_while(desk: Desk) -> None:
    old, new = await desk.ring.add(Algorithm.ES256), await desk.ring.add(Algorithm.ES256)
    retired = await desk.ring.retire(old)
    assert retired.retired_at == desk.at
    assert [signer.kid for signer in desk.ring.signers] == [new.kid]
    desk.at += OVERLAP_MS - 1
    assert told(desk.ring) == {old.kid, new.kid}
    desk.at += 1
    assert told(desk.ring) == {new.kid}
    assert desk.ring.find(old.kid) == retired


async def test_the_private_half_of_a_retired_key_is_gone(desk: Desk) -> None:
    await desk.ring.retire(await desk.ring.add(Algorithm.ES256))
    assert [key.sealed for key in await desk.tenant.list_signing_keys()] == [b""]
    assert await desk.tenant.sealed.list_seals() == []


async def test_a_key_is_retired_once(desk: Desk) -> None:
    retired = await desk.ring.retire(await desk.ring.add(Algorithm.ES256))
    desk.at += 1
    assert await desk.ring.retire(retired) == retired


async def test_a_removed_key_is_told_no_more(desk: Desk) -> None:
    key = await desk.ring.add(Algorithm.ES256)
    await desk.ring.remove(key)
    assert desk.ring.find(key.kid) is None
    assert (told(desk.ring), desk.ring.signers) == (set(), ())
