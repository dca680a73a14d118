"""Each caller's own card is asked for like any other thing."""

import pytest

from gateway.config.agent import CapabilitySettings
from gateway.core.call import CardReply, GetExtendedCard
from gateway.core.errors import UnsupportedOperation
from tests.inbox.conftest import House, caller


async def test_it_is_the_callers(house: House) -> None:
    for name in ("acme", "rival"):
        reply = await house.inbox.handle(caller(name), GetExtendedCard(), house.arrival())
        assert isinstance(reply, CardReply)
        assert reply.card.name == f"for {name}"


async def test_switched_off_nobody_gets_one(house: House) -> None:
    house.promised = CapabilitySettings(extended_card=False)
    with pytest.raises(UnsupportedOperation):
        await house.inbox.handle(caller("acme"), GetExtendedCard(), house.arrival())
