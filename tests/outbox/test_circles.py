"""Three gateways that ask each other in a circle come to an end, and each can say why."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from gateway.auth.tokens import hash_token
from gateway.config import read
from gateway.core.task import TaskState
from gateway.outbox import Ask, Outcome
from gateway.store.records import Activity
from gateway.wiring import Services, way_out
from tests.outbox.conftest import CANARY
from tests.outbox.gateway import serve
from tests.outbox.post import NETWORKS
from tests.outbox.stripper import strip

NAMES = "abc"
ROUND = """
from gateway.skillkit import SkillContext, skill

@skill(scope="external")
async def go_round(ctx: SkillContext) -> object:
    \"\"\"Ask the next one.\"\"\"
    return await ctx.call_peer("next", "go_round")
"""


@dataclass
class Circle:
    """``gateways`` in the order in which they ask each other; the last asks the first."""

    gateways: list[Services]

    async def start(self) -> Outcome:
        """Have the first one's operator ask the second."""
        outbox = self.gateways[0].outbox
        return await outbox.ask(outbox.get_peer("next"), Ask("go_round"), seconds=60)

    async def rows(self, direction: str) -> list[Activity]:
        found = [row for each in self.gateways for row in await each.tenant.list_activity()]
        return [row for row in found if row.direction == direction]


def settings_text(url: str, limits: str) -> str:
    hashed = hash_token(CANARY)
    return (
        f'[agent]\nname = "A"\n[store]\nurl = "memory:"\n[limits]\n{limits}\n'
        f'[[peers]]\nname = "before"\ntokens = [{{ id = "a", hash = "{hashed}" }}]\n'
        f'[[peers]]\nname = "next"\nurl = "{url}"\noutbound_token = "env:NEXT"\n'
        f'dialect = "a2a-1.0"\nendpoint = "/a2a"\nplain_http = true\nnetworks = ["{NETWORKS[0]}"]\n'
    )


@asynccontextmanager
async def circle(
    folder: Path, *, strips: bool = False, limits: str = "", limits_of_first: str = ""
) -> AsyncIterator[Circle]:
    """``strips`` has the way from the last one to the first lose what says where a call is."""
    gateways, urls = [], []
    async with AsyncExitStack() as stack:
        for name in NAMES:
            own = folder / name
            own.mkdir()
            (own / "round.py").write_text(ROUND)
            more = limits_of_first if name == NAMES[0] else ""
            served = serve(own, f"[limits]\n{limits}\n{more}\n", {"NEXT": CANARY})
            services, url = await stack.enter_async_context(served)
            gateways.append(services)
            urls.append(url)
        if strips:
            stripper = await stack.enter_async_context(strip())
            stripper.target, urls[0] = urls[0], stripper.url
        ahead = [*urls[1:], urls[0]]
        for services, url in zip(gateways, ahead, strict=True):
            services.adopt(read(settings_text(url, limits), folder / "peers.toml", environ={}))
        yield Circle(gateways)


async def test_a_circle_ends_at_the_hop_limit(tmp_path: Path) -> None:
    async with circle(tmp_path) as ring:
        outcome = await ring.start()
        asked, sent = await ring.rows("inbound"), await ring.rows("outbound")
    assert outcome.task is not None
    assert outcome.task.state is TaskState.FAILED
    assert outcome.text == "This call has passed through too many agents."
    # Five calls in a chain; the sixth is refused before it leaves.
    assert len(asked) == 5
    assert len(sent) == 6
    assert {row.error for row in asked} == {"LOOP_LIMIT"}
    assert [row.error for row in sent if row.error] == [
        "LOOP_LIMIT: This call would be one too many in a circle: at most 5 calls in a chain"
    ]


async def test_one_whose_limit_is_lower_refuses_the_call(tmp_path: Path) -> None:
    async with circle(tmp_path, limits_of_first="hops = 2") as ring:
        outcome = await ring.start()
        refused = [row for row in await ring.rows("inbound") if not row.task_id]
        told = [row for row in await ring.rows("outbound") if row.error]
    assert outcome.text == "This call has passed through too many agents."
    assert [row.error for row in refused] == ["LOOP_LIMIT"]
    assert [row.error.partition(":")[0] for row in told] == ["LOOP_LIMIT"]


async def test_a_circle_ends_where_a_relay_hides_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(way_out, "LOOP_PATIENCE_SECONDS", 0.2)
    async with circle(tmp_path, strips=True) as ring:
        outcome = await ring.start()
        asked, sent = await ring.rows("inbound"), await ring.rows("outbound")
        assert not any(services.inbox.is_busy for services in ring.gateways)
    assert outcome.task is not None
    assert outcome.task.state is TaskState.FAILED
    # So many rounds until as many calls are open as may be, and one that is refused.
    assert len(asked) == 3 * 6
    assert len(sent) == 3 * 6 + 1
    assert "LOOP_LIMIT" in {row.error for row in asked}
    assert sum("none of the calls" in row.error for row in sent) == 1


async def test_a_circle_ends_by_the_calls_of_a_minute_too(tmp_path: Path) -> None:
    async with circle(tmp_path, strips=True, limits="caused_calls_per_minute = 2") as ring:
        await ring.start()
        sent = await ring.rows("outbound")
    assert sum("calls a minute" in row.error for row in sent) == 1
    assert len(sent) <= 3 * 3


async def test_every_call_of_a_circle_is_of_one_chain(tmp_path: Path) -> None:
    async with circle(tmp_path) as ring:
        await ring.start()
        chains = []
        for services in ring.gateways:
            for row in await services.tenant.list_activity():
                if row.direction == "inbound":
                    record = await services.tenant.find_task(row.task_id)
                    assert record is not None
                    chains.append(record.chain)
    ids, hops = zip(*(chain.split("; hops=") for chain in chains), strict=True)
    assert len(set(ids)) == 1
    assert all(int(b) - int(a) == 1 for a, b in pairwise(sorted(hops)))
