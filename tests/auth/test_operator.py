"""The operator's token is checked against argon2id, off the loop, and remembered briefly."""

from collections.abc import Iterator

import pytest

from gateway.auth import OperatorGate
from gateway.auth.operator import REMEMBER_MS, hash_operator_token
from gateway.core.errors import Unauthenticated


class _Time:
    at = 0

    def now(self) -> int:
        return self.at


@pytest.fixture
def time() -> _Time:
    return _Time()


@pytest.fixture
def gate(time: _Time) -> Iterator[OperatorGate]:
    gate = OperatorGate(hash_operator_token("open sesame"), time.now)
    yield gate
    gate.close()


async def test_the_right_token_opens(gate: OperatorGate) -> None:
    await gate.check("open sesame")
    await gate.check("open sesame")


@pytest.mark.parametrize("token", ["", "open", "Open sesame"])
async def test_any_other_is_refused_after_the_right_one_too(gate: OperatorGate, token: str) -> None:
    await gate.check("open sesame")
    with pytest.raises(Unauthenticated):
        await gate.check(token)


async def test_what_is_remembered_is_forgotten(gate: OperatorGate, time: _Time) -> None:
    await gate.check("open sesame")
    time.at = REMEMBER_MS
    gate.close()
    with pytest.raises(RuntimeError):
        await gate.check("open sesame")


@pytest.mark.parametrize("token_hash", ["", "not argon2"])
async def test_without_a_hash_no_one_is_let_in(token_hash: str, time: _Time) -> None:
    gate = OperatorGate(token_hash, time.now)
    with pytest.raises(Unauthenticated):
        await gate.check("")
    gate.close()
