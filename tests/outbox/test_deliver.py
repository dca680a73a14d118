"""The loop that empties the outbox: in order, within bounds, and nothing lost."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from gateway.core.clock import Clock
from gateway.core.delivery import DeliveryState
from gateway.core.errors import StoreError
from gateway.core.peer import PeerStatus
from gateway.observe.log import get_log
from gateway.outbox.deliver import Bounds, Courier, by_kind
from gateway.outbox.retry import DELAYS, MAX_TRIES
from gateway.outbox.verdict import Failed, GivenUp, PutOff, Settled, Stopped, Verdict
from gateway.store.outbox import Delivery
from gateway.store.push import DisablePushConfig
from tests.outbox.mail import Mail
from tests.until import until


class Receiver:
    """Notes every try; ``answers`` are the verdicts of the first ones, then all is received."""

    def __init__(self, *answers: Verdict) -> None:
        self.answers = list(answers)
        self.tried: list[str] = []

    async def carry(self, delivery: Delivery) -> Verdict:
        self.tried.append(delivery.body)
        return self.answers.pop(0) if self.answers else Settled()


class Hanging(Receiver):
    """Holds the tries of one peer until it is let go, and counts those under way."""

    def __init__(self, peer: str) -> None:
        super().__init__()
        self.peer = peer
        self.gate = asyncio.Event()
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def carry(self, delivery: Delivery) -> Verdict:
        self.under_way[delivery.peer] += 1
        self.most[delivery.peer] = max(self.most[delivery.peer], self.under_way[delivery.peer])
        if delivery.peer == self.peer:
            await self.gate.wait()
        self.under_way[delivery.peer] -= 1
        return await super().carry(delivery)


async def test_what_is_there_leaves_in_its_order(mail: Mail) -> None:
    receiver = Receiver()
    await mail.post(*"abc")
    async with mail.courier(receiver.carry):
        await mail.wait_until_empty()
    assert receiver.tried == ["a", "b", "c"]


async def test_what_is_added_later_leaves_when_the_courier_is_woken(mail: Mail) -> None:
    receiver = Receiver()
    async with mail.courier(receiver.carry) as courier:
        await mail.wait_until_empty()
        await mail.post("a")
        courier.wake()
        await mail.wait_until_empty()
    assert receiver.tried == ["a"]


async def test_one_that_fails_holds_up_its_lane_until_it_is_received(mail: Mail) -> None:
    receiver = Receiver(Failed("HTTP 500"), Failed("HTTP 500"))
    await mail.post(*"ab")
    async with mail.courier(receiver.carry) as courier:
        for delay in DELAYS[:2]:
            rows = await mail.wait_until_settled()
            assert (rows[0].next_at, rows[0].error) == (mail.at + delay * 1000, "HTTP 500")
            mail.at += delay * 1000
            courier.wake()
            await until(lambda: len(receiver.tried) > 1)
        await mail.wait_until_empty()
    assert receiver.tried == ["a", "a", "a", "b"]


async def test_its_time_comes_by_itself(mail: Mail) -> None:
    receiver = Receiver(Failed("HTTP 500"))
    await mail.post("a")
    loop = asyncio.get_running_loop()
    begun = loop.time()
    start = mail.at
    mail.clock = Clock(now=lambda: start + round((loop.time() - begun) * 50_000))
    async with mail.courier(receiver.carry):
        await mail.wait_until_empty()
    assert receiver.tried == ["a", "a"]


async def test_a_clock_that_is_set_back_keeps_nothing_waiting(mail: Mail) -> None:
    receiver = Receiver(Failed("HTTP 500"))
    await mail.post("a")
    async with mail.courier(receiver.carry) as courier:
        await mail.wait_for(lambda rows: rows[0].tries == 1)
        mail.at -= 365 * 86_400_000
        courier.wake()
        await mail.wait_until_empty()
    assert receiver.tried == ["a", "a"]


async def test_after_ten_tries_it_is_a_dead_letter_and_the_next_is_tried(mail: Mail) -> None:
    receiver = Receiver(*[Failed(f"HTTP 50{n}") for n in range(MAX_TRIES)])
    await mail.post(*"ab")
    async with mail.courier(receiver.carry) as courier:
        while len(receiver.tried) < MAX_TRIES:
            rows = await mail.wait_until_settled()
            assert rows[0].next_at is not None
            mail.at = rows[0].next_at
            tried = len(receiver.tried)
            courier.wake()
            await until(lambda tried=tried: len(receiver.tried) > tried)
        (dead,) = await mail.wait_for(lambda rows: len(rows) == 1)
    assert (dead.state, dead.tries, dead.error) == (DeliveryState.DEAD, 10, "HTTP 509")
    assert receiver.tried == ["a"] * MAX_TRIES + ["b"]


async def test_a_dead_letter_that_is_sent_again_leaves(mail: Mail) -> None:
    receiver = Receiver(Stopped("gone"))
    (dead,) = await mail.post("a")
    async with mail.courier(receiver.carry) as courier:
        await mail.wait_for(lambda rows: rows[0].state is DeliveryState.DEAD)
        await mail.store.outbox.retry(dead, mail.at)
        courier.wake()
        await mail.wait_until_empty()
    assert receiver.tried == ["a", "a"]


async def test_a_lane_that_is_stopped_sends_no_more(mail: Mail) -> None:
    await mail.configure("https://acme.example/hook")
    receiver = Receiver(Stopped("gone", (DisablePushConfig("t-1", "p-1", "gone"),)))
    await mail.post(*"ab")
    async with mail.courier(receiver.carry):
        rows = await mail.wait_until_settled()
    assert [(row.state, row.error) for row in rows] == [(DeliveryState.DEAD, "gone")] * 2
    assert [row.disabled for row in await mail.store.outbox.list_push_configs("t-1")] == ["gone"]
    assert receiver.tried == ["a"]


async def test_one_that_is_given_up_lets_the_next_of_its_lane_leave(mail: Mail) -> None:
    receiver = Receiver(GivenUp("no such skill"))
    await mail.post(*"ab")
    async with mail.courier(receiver.carry):
        (dead,) = await mail.wait_for(lambda rows: len(rows) == 1)
    assert (dead.body, dead.state, dead.error) == ("a", DeliveryState.DEAD, "no such skill")
    assert receiver.tried == ["a", "b"]


@pytest.mark.parametrize(("error", "tries"), [("", 0), ("HTTP 500", 1)])
async def test_one_that_is_put_off_comes_at_its_time(mail: Mail, error: str, tries: int) -> None:
    receiver = Receiver(PutOff(60, error))
    await mail.post("a")
    async with mail.courier(receiver.carry) as courier:
        await until(lambda: receiver.tried)
        (row,) = await mail.wait_until_settled()
        assert (row.next_at, row.tries, row.error) == (mail.at + 60_000, tries, error)
        mail.at += 60_000
        courier.wake()
        await mail.wait_until_empty()
    assert receiver.tried == ["a", "a"]


@pytest.mark.parametrize("verdict", [Settled, GivenUp, Stopped])
async def test_what_a_verdict_writes_is_kept_with_it(mail: Mail, verdict: type[Any]) -> None:
    await mail.configure("https://acme.example/hook")
    writes = (DisablePushConfig("t-1", "p-1", "gone"),)
    receiver = Receiver(verdict(**({} if verdict is Settled else {"error": "no"}), writes=writes))
    await mail.post("a")
    async with mail.courier(receiver.carry):
        await mail.wait_for(lambda rows: all(row.state is DeliveryState.DEAD for row in rows))
    assert [row.disabled for row in await mail.store.outbox.list_push_configs("t-1")] == ["gone"]


async def test_one_of_an_unknown_kind_is_given_up(mail: Mail) -> None:
    receiver = Receiver()
    await mail.post("a")
    async with mail.courier(by_kind({"other": receiver.carry})):
        (dead,) = await mail.wait_for(lambda rows: rows[0].state is DeliveryState.DEAD)
    assert "push" in dead.error
    assert receiver.tried == []


async def test_a_receiver_that_hangs_holds_up_its_own_lane_alone(mail: Mail) -> None:
    receiver = Hanging("acme")
    await mail.post(*"ab")
    await mail.post("c", config_id="p-2", peer="rival")
    async with mail.courier(receiver.carry):
        await mail.wait_for(lambda rows: [row.body for row in rows] == ["a", "b"])
        receiver.gate.set()
        await mail.wait_until_empty()
    assert receiver.tried == ["c", "a", "b"]


async def test_a_peer_with_many_hanging_receivers_takes_not_all_places(mail: Mail) -> None:
    mail.bounds = Bounds(in_all=3, per_peer=2, lease_ms=60_000)
    receiver = Hanging("acme")
    for number in range(9):
        await mail.post("a", config_id=f"p-{number}")
    await mail.post("b", config_id="other", peer="rival")
    async with mail.courier(receiver.carry):
        await until(lambda: receiver.tried == ["b"] and receiver.under_way["acme"] == 2)
        receiver.gate.set()
        await mail.wait_until_empty()
    assert receiver.most["acme"] == 2


async def test_of_a_paused_peer_nothing_leaves_until_it_is_resumed(mail: Mail) -> None:
    receiver = Receiver()
    mail.add_peer("idle", PeerStatus.PAUSED)
    await mail.post("a", peer="idle", config_id="p-2")
    await mail.post("b")
    async with mail.courier(receiver.carry) as courier:
        await mail.wait_for(lambda rows: [row.body for row in rows] == ["a"])
        mail.add_peer("idle")
        courier.wake()
        await mail.wait_until_empty()
    assert receiver.tried == ["b", "a"]


async def test_a_try_that_breaks_counts_as_one_that_failed(
    mail: Mail, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(_: Delivery) -> Verdict:
        raise ZeroDivisionError

    await mail.post("a")
    async with mail.courier(broken):
        (row,) = await mail.wait_until_settled()
    assert row.tries == 1
    # On which of the two the log goes depends on who set it up before.
    assert row.error.removeprefix("internal error ") in "".join(capsys.readouterr())


async def test_what_breaks_the_loop_does_not_end_it_for_good(mail: Mail) -> None:
    receiver, failures = Receiver(), 1

    def held() -> tuple[str, ...]:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise RuntimeError("nobody thought of it")
        return ()

    await mail.post("a")
    courier = Courier(mail.store, receiver.carry, held, mail.clock, get_log("test"), mail.bounds)
    with pytest.raises(RuntimeError, match="nobody thought of it"):
        await courier.run()
    running = asyncio.create_task(courier.run())
    await mail.wait_until_empty()
    running.cancel()
    assert receiver.tried == ["a"]


async def test_what_was_cut_off_is_tried_again_by_the_next_courier(mail: Mail) -> None:
    receiver = Hanging("acme")
    await mail.post("a")
    async with mail.courier(receiver.carry):
        await until(lambda: receiver.under_way["acme"])
    assert receiver.tried == []
    mail.at += mail.bounds.lease_ms
    receiver.gate.set()
    async with mail.courier(receiver.carry):
        await mail.wait_until_empty()
    assert receiver.tried == ["a"]


async def test_tries_under_way_may_end_before_a_stop(mail: Mail) -> None:
    receiver = Hanging("acme")
    await mail.post("a")
    async with mail.courier(receiver.carry) as courier:
        await until(lambda: receiver.under_way["acme"])
        closing = asyncio.create_task(courier.close(10))
        receiver.gate.set()
        await closing
    assert await mail.rows() == []


async def test_a_store_that_fails_for_a_while_stops_nothing(
    mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver()
    await mail.post("a")
    claim: Callable[..., object] = mail.store.outbox.claim
    is_broken = True

    class Flaky:
        def __init__(self, outbox: object) -> None:
            self.outbox = outbox

        def __getattr__(self, name: str) -> object:
            return getattr(self.outbox, name)

        async def claim(self, claiming: object) -> object:
            if is_broken:
                raise StoreError("the disk is full")
            return await claim(claiming)

    flaky = Flaky(mail.store.outbox)
    monkeypatch.setattr(type(mail.store), "outbox", property(lambda _: flaky))
    async with mail.courier(receiver.carry) as courier:
        await asyncio.sleep(0)
        is_broken = False
        courier.wake()
        await until(lambda: receiver.tried == ["a"])
