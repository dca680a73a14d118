"""What cannot be decided by its own rule is refused before anyone is asked."""

import pytest

from gateway.core.errors import InvalidParams
from gateway.core.peer import Peer
from gateway.deals.open import Opener
from gateway.store.deal import DealQuery
from tests.deals.conftest import Room
from tests.deals.story import request_with


async def test_a_rule_by_fields_that_nobody_is_asked_for_opens_nothing(room: Room) -> None:
    peers = [Peer("a", "https://supplier.example")]
    opener = Opener(room.tenant, room.outbox, room.clock, lambda: peers, lambda: None)
    request = request_with(award={"weights": [{"field": "prize"}]})
    with pytest.raises(InvalidParams, match="'prize' is no field of the response schema"):
        await opener.open(request, "operator")
    assert await room.tenant.deals.list_page(DealQuery()) == []
    assert await room.letters() == {}
