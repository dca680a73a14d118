"""The filter in front of the claims: it may be unsure, it is never wrong."""

from pathlib import Path

from gateway.store import open_store
from gateway.store.engine.sqlite_taken import TakenClaims
from gateway.store.records import Claim, ClaimKey
from gateway.store.writes import TakeClaim
from tests.until import until


def _key(number: int) -> ClaimKey:
    return ClaimKey("buyer", "", f"message-{number}")


def _row(key: ClaimKey) -> tuple[str, str, str, str]:
    return ("default", key.peer, key.scope, key.id)


async def test_what_was_stored_before_the_start_may_be_held(tmp_path: Path) -> None:
    path = tmp_path / "peergate.db"
    store = await open_store(f"sqlite:///{path}")
    claims = [Claim(_key(number), b"d", "task", 1) for number in range(50)]
    await store.for_tenant("default").commit(*map(TakeClaim, claims))
    await store.close()
    taken = TakenClaims(path)
    assert all(taken.may_hold(_row(claim.key)) for claim in claims)
    await until(lambda: not taken.may_hold(_row(_key(1000))))
    assert all(taken.may_hold(_row(claim.key)) for claim in claims)


async def test_what_is_added_while_it_fills_may_be_held(tmp_path: Path) -> None:
    path = tmp_path / "peergate.db"
    await (await open_store(f"sqlite:///{path}")).close()
    taken = TakenClaims(path)
    added = [_row(_key(number)) for number in range(50)]
    for row in added:
        taken.add(row)
    await until(lambda: not taken.may_hold(_row(_key(1000))))
    assert all(taken.may_hold(row) for row in added)


async def test_of_many_claims_few_others_are_looked_for_in_vain(tmp_path: Path) -> None:
    path = tmp_path / "peergate.db"
    await (await open_store(f"sqlite:///{path}")).close()
    taken = TakenClaims(path)
    await until(lambda: not taken.may_hold(_row(_key(0))))
    for number in range(20_000):
        taken.add(_row(_key(number)))
    in_vain = sum(taken.may_hold(_row(_key(number))) for number in range(20_000, 40_000))
    assert in_vain < 20


async def test_a_file_that_cannot_be_read_leaves_one_looking(tmp_path: Path) -> None:
    taken = TakenClaims(tmp_path / "absent.db")
    assert taken.may_hold(_row(_key(1)))
