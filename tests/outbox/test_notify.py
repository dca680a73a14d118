"""The operator's systems are told of notices: signed, in their order, and each once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook

from gateway.config.notify_row import NotifyRow
from gateway.core.clock import Clock
from gateway.core.json import decode
from gateway.core.notice import Notice, NoticeType
from gateway.net import Reach, make_tls
from gateway.net.client import HttpClient
from gateway.outbox import OwnWebhookCarrier, notification, notification_webhook
from gateway.outbox.verdict import Failed, Settled, Stopped
from tests.outbox.post import NETWORKS
from tests.outbox.scripted import Script, script

SECRET: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOTICE: Final = Notice(
    "n-1", NoticeType.DEAL_ANSWERED, 1000, "PR-2027-0847", "globex", {"kind": "quoted"}
)


def row(name: str = "buyers", url: str = "https://chat.example/hook") -> NotifyRow:
    return NotifyRow(name=name, on=("deal.*",), url=url, secret="env:CHAT")


@dataclass
class Desk:
    """``rows`` are those of the config."""

    script: Script
    carrier: OwnWebhookCarrier
    rows: dict[str, NotifyRow] = field(default_factory=dict)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with script() as chat, HttpClient(make_tls(), connect_seconds=60) as client:
        carrier = OwnWebhookCarrier(
            client,
            lambda name: notification_webhook(desk.rows.get(name)),
            "gone",
            lambda _: SECRET,
            lambda: Reach.of(NETWORKS, plain_http=True),
            lambda _: None,
            Clock(),
            5,
        )
        desk = Desk(chat, carrier, {"buyers": row(url=f"{chat.url}/hook")})
        yield desk


async def test_a_notice_is_told_and_signed(desk: Desk) -> None:
    desk.script.answers["/hook"] = {}
    delivery = notification(row(), NOTICE, Clock()).delivery
    assert await desk.carrier.carry(delivery) == Settled()
    (asked,) = desk.script.asked
    assert asked.headers["webhook-id"] == delivery.id
    assert Webhook(SECRET).verify(delivery.body, dict(asked.headers)) == asked.body
    assert asked.body == {
        "type": "deal.answered",
        "timestamp": "1970-01-01T00:00:01.000Z",
        "data": {"id": "n-1", "subject": "PR-2027-0847", "peer": "globex", "kind": "quoted"},
    }


async def test_where_it_goes_is_read_at_each_try(desk: Desk) -> None:
    desk.script.answers = {"/hook": (500, {}), "/moved": {}}
    delivery = notification(row(), NOTICE, Clock()).delivery
    assert isinstance(await desk.carrier.carry(delivery), Failed)
    desk.rows["buyers"] = row(url=f"{desk.script.url}/moved")
    assert await desk.carrier.carry(delivery) == Settled()


async def test_a_row_that_is_gone_is_told_no_more(desk: Desk) -> None:
    desk.rows.clear()
    verdict = await desk.carrier.carry(notification(row(), NOTICE, Clock()).delivery)
    assert verdict == Stopped("gone")
    assert not desk.script.asked


def test_a_row_gets_its_notices_one_after_the_other_and_each_once() -> None:
    clock = Clock()
    first = notification(row(), NOTICE, clock).delivery
    assert notification(row(), NOTICE, clock).delivery.id == first.id
    second = notification(row(), replace(NOTICE, id="n-2"), clock).delivery
    assert (second.lane, second.id != first.id) == (first.lane, True)
    other = notification(row("sellers"), NOTICE, clock).delivery
    assert other.lane != first.lane
    assert other.id != first.id


def test_a_field_of_the_data_is_told_under_the_name_that_conditions_have_for_it() -> None:
    odd = replace(NOTICE, data={"subject": "DIN rails"})
    body = decode(notification(row(), odd, Clock()).delivery.body.encode())
    assert body["data"] == {"id": "n-1", "subject": "DIN rails", "peer": "globex"}
