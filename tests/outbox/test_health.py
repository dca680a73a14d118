"""Which peers are left alone, for how long, and what ends that."""

import asyncio
from dataclasses import dataclass

import pytest

from gateway.core.clock import Clock
from gateway.core.notice import NoticeType
from gateway.observe.log import get_log
from gateway.outbox.health import Health, PeerResting
from gateway.outbox.pause import MOST_ASKED_SECONDS, MOST_SECONDS
from gateway.store import open_store
from gateway.store.base import TenantStore
from gateway.store.health import HealthStatus
from tests.until import until_found


@dataclass
class Time:
    at: int = 1_000_000

    def now(self) -> int:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += round(seconds * 1000)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def tenant() -> TenantStore:
    return (await open_store("memory:")).for_tenant("default")


@pytest.fixture
def health(tenant: TenantStore, time: Time) -> Health:
    return make_health(tenant, time)


def make_health(tenant: TenantStore, time: Time, random: float = 0.0) -> Health:
    return Health(tenant, Clock(now=time.now), get_log("test"), random=lambda: random)


def seconds_left(health: Health, time: Time) -> float:
    next_at = health.next_try_at("acme")
    return 0 if next_at is None else (next_at - time.at) / 1000


def test_a_peer_of_whom_nothing_is_known_may_be_called(health: Health) -> None:
    assert health.is_available("acme")
    assert health.get("acme").status is HealthStatus.UNKNOWN
    health.check_available("acme")


def test_a_peer_that_fails_is_left_alone_for_a_while(health: Health, time: Time) -> None:
    health.note_failure("acme", "PEER_UNREACHABLE: refused")
    assert not health.is_available("acme")
    assert health.is_available("other")
    time.pass_by(1)
    assert health.is_available("acme")
    assert health.get("acme").status is HealthStatus.DOWN
    assert health.get("acme").error == "PEER_UNREACHABLE: refused"


def test_who_calls_meanwhile_is_told_when_the_next_try_is(health: Health, time: Time) -> None:
    health.note_failure("acme", "refused")
    time.pass_by(0.1)
    with pytest.raises(PeerResting, match=r"1970-01-01T00:16:41\.000Z") as refusal:
        health.check_available("acme")
    assert refusal.value.retriable
    assert refusal.value.retry_after == 1


def test_it_doubles_from_failure_to_failure_up_to_a_ceiling(health: Health, time: Time) -> None:
    waits = []
    for _ in range(12):
        health.note_failure("acme", "refused")
        waits.append(seconds_left(health, time))
        time.pass_by(waits[-1])
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-2:] == [MOST_SECONDS, MOST_SECONDS]


def test_jitter_cuts_it_by_up_to_a_half(tenant: TenantStore, time: Time) -> None:
    health = make_health(tenant, time, random=1.0)
    health.note_failure("acme", "refused")
    assert seconds_left(health, time) == 0.5


def test_calls_that_fail_together_count_once(health: Health, time: Time) -> None:
    for _ in range(8):
        health.note_failure("acme", "refused")
    assert seconds_left(health, time) == 1
    assert health.get("acme").failures == 1


def test_an_answer_ends_it(health: Health) -> None:
    health.note_failure("acme", "refused")
    health.note_answer("acme", 12)
    assert health.is_available("acme")
    known = health.get("acme")
    assert (known.status, known.failures, known.error) == (HealthStatus.UP, 0, "")


def test_a_call_from_the_peer_ends_it(health: Health) -> None:
    health.note_failure("acme", "refused")
    health.note_called_us("acme")
    assert health.is_available("acme")
    assert health.get("acme").status is HealthStatus.UNKNOWN


def test_what_the_peer_asks_for_is_kept_within_bounds(health: Health, time: Time) -> None:
    health.note_failure("acme", "busy", retry_after=90)
    assert seconds_left(health, time) == 90
    health.note_failure("acme", "busy", retry_after=10**9)
    assert seconds_left(health, time) == MOST_ASKED_SECONDS


def test_what_the_peer_asked_for_outlasts_a_look_at_its_card(health: Health, time: Time) -> None:
    health.note_failure("acme", "busy", retry_after=90)
    health.note_seen("acme", 5)
    assert seconds_left(health, time) == 90
    assert health.get("acme").status is HealthStatus.UP
    health.note_answer("acme", 5)
    assert health.is_available("acme")


def test_a_look_at_its_card_ends_our_own_backoff(health: Health) -> None:
    health.note_failure("acme", "refused")
    health.note_seen("acme", 5)
    assert health.is_available("acme")


def test_a_clock_that_was_set_back_leaves_no_one_alone_for_years(
    health: Health, time: Time
) -> None:
    time.at = 10**12
    health.note_failure("acme", "refused")
    time.at = 10**11
    assert health.is_available("acme")


def test_latencies_are_smoothed(health: Health) -> None:
    for ms in (100, 200, 200):
        health.note_answer("acme", ms)
    known = health.get("acme")
    assert (known.latency_ms, known.smooth_ms) == (200, 136)


def test_the_well_come_first_and_the_given_order_holds_among_equals(
    health: Health, time: Time
) -> None:
    health.note_failure("was-down", "refused")
    time.pass_by(2)
    health.note_failure("is-down", "refused")
    health.note_answer("up", 3)
    assert health.in_order(["is-down", "was-down", "new", "up"]) == [
        "new",
        "up",
        "was-down",
        "is-down",
    ]


async def test_it_survives_a_restart(health: Health, tenant: TenantStore, time: Time) -> None:
    health.note_failure("acme", "refused")
    await health.save()
    restarted = make_health(tenant, time)
    await restarted.load()
    assert restarted.get("acme") == health.get("acme")
    assert not restarted.is_available("acme")


async def test_a_change_is_written_down_by_itself(health: Health, tenant: TenantStore) -> None:
    chore = asyncio.create_task(health.keep())
    health.note_failure("acme", "refused")
    await until_found(tenant.health.list_all)
    chore.cancel()
    assert await tenant.health.list_all() == [health.get("acme")]


async def test_that_a_peer_goes_down_and_comes_up_is_told_once(
    health: Health, time: Time, tenant: TenantStore
) -> None:
    health.note_answer("acme")
    health.note_failure("acme", "refused")
    time.pass_by(10)
    health.note_failure("acme", "refused again")
    await health.save()
    time.pass_by(10)
    health.note_answer("acme")
    health.note_answer("acme")
    await health.save()
    down, up = await tenant.notices.list_after(0, 10)
    assert (down.type, down.peer, down.data) == (
        NoticeType.PEER_DOWN,
        "acme",
        {"error": "refused"},
    )
    assert (up.type, up.subject, up.data) == (
        NoticeType.PEER_UP,
        "acme",
        {"error": "refused again"},
    )
    assert up.at - down.at == 20_000


async def test_a_peer_that_calls_us_is_up_when_it_answers_and_not_down_again(
    health: Health, tenant: TenantStore
) -> None:
    health.note_failure("acme", "refused")
    health.note_called_us("acme")
    health.note_failure("acme", "refused")
    health.note_called_us("acme")
    health.note_answer("acme")
    await health.save()
    assert [notice.type for notice in await tenant.notices.list_after(0, 10)] == [
        NoticeType.PEER_DOWN,
        NoticeType.PEER_UP,
    ]


async def test_one_that_was_down_for_a_moment_is_told_of_too(
    health: Health, tenant: TenantStore
) -> None:
    health.note_answer("acme")
    await health.save()
    keeping = asyncio.create_task(health.keep())
    health.note_failure("acme", "refused")
    health.note_answer("acme")

    async def told() -> bool:
        return len(await tenant.notices.list_after(0, 10)) == 2

    await until_found(told)
    keeping.cancel()
