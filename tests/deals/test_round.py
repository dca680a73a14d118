"""A whole round: everyone is asked once, and what each made of it counts, however it came."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.core.deal import Deal, OfferKind
from gateway.core.delivery import DeliveryState
from gateway.core.json import Json, decode
from gateway.core.notice import NoticeType
from gateway.deals.request import DealRequest
from gateway.store.notice import NoticeQuery
from gateway.wiring import Services
from tests.deals.story import C_LATER, C_REVIEW, A, request_with
from tests.outbox.gateway import serve
from tests.outbox.post import NETWORKS
from tests.outbox.scripted import Asked, Script, card_v1, script, speaks, task_v1
from tests.outbox.test_news import CREATE, TOKEN, post
from tests.until import until_found

WORKING = {"state": "TASK_STATE_WORKING"}


def status(state: str, data: Json) -> Json:
    message = {"messageId": "m", "role": "ROLE_AGENT", "parts": [{"data": data}]}
    return {"state": f"TASK_STATE_{state}", "message": message}


def quoted(data: Json = A) -> Json:
    return task_v1("COMPLETED") | {"artifacts": [{"artifactId": "a", "parts": [{"data": data}]}]}


REVIEWED = task_v1("WORKING", status=status("WORKING", C_REVIEW))
DECLINED = task_v1("REJECTED", status=status("REJECTED", {"status": "declined", "reason": "none"}))


def supplier(task: Json, *, later: Json = None, pushes: bool = False) -> dict[str, Any]:
    """A peer whose answer is this task, and which shows the later one when it is looked up."""
    methods = {
        "SendMessage": lambda _: {"task": task},
        "GetTask": lambda _: later or task,
        CREATE: lambda params: params,
    }
    card = card_v1("/rpc", capabilities={"pushNotifications": pushes})
    return {"/.well-known/agent-card.json": card, "/rpc": speaks(methods)}


def rows(urls: Mapping[str, str]) -> str:
    return "".join(
        f'[[peers]]\nname = "{name}"\nurl = "{url}"\nplain_http = true\ntimeout = 2\n'
        f'networks = ["{NETWORKS[0]}"]\n'
        for name, url in urls.items()
    )


@asynccontextmanager
async def buying(folder: Path, **answers: Any) -> AsyncIterator[tuple[Services, dict[str, Script]]]:
    """A buyer, and a peer for each of the answers; one without any cannot be reached."""
    async with AsyncExitStack() as stack:
        peers = {name: await stack.enter_async_context(script()) for name in answers}
        for name, peer in peers.items():
            peer.answers = answers[name] or {}
        urls = {
            name: peer.url if answers[name] is not None else "http://127.0.0.1:1"
            for name, peer in peers.items()
        }
        services, _ = await stack.enter_async_context(serve(folder, rows(urls)))
        yield services, peers


async def kinds(services: Services, deal: Deal) -> dict[str, str]:
    return {one.peer: one.kind.value for one in await services.tenant.deals.list_offers(deal.id)}


async def until_kinds(services: Services, deal: Deal, **wanted: str) -> None:
    async def is_so() -> bool:
        return await kinds(services, deal) == wanted

    await until_found(is_so)


async def until_settled(services: Services, deal: Deal) -> Deal:
    async def is_settled() -> int:
        return (await services.deals.get(deal.ref)).settled_at

    await until_found(is_settled)
    return await services.deals.get(deal.ref)


def within(seconds: float, **changes: Any) -> DealRequest:
    return request_with(**changes).model_copy(update={"deadline": timedelta(seconds=seconds)})


async def test_everyone_is_asked_once_and_every_answer_counts(tmp_path: Path) -> None:
    async with buying(
        tmp_path,
        a=supplier(quoted()),
        b=supplier(DECLINED),
        c=supplier(REVIEWED),
        d=supplier(quoted({**A, "delivery_date": "2027-04-30"})),
        e=supplier(quoted({"nothing": "of it"})),
    ) as (services, peers):
        deal = await services.deals.open(request_with(), "operator")
        await until_kinds(
            services,
            deal,
            a="quoted",
            b="declined",
            c="pending_review",
            d="counter",
            e="invalid",
        )
        settled = await until_settled(services, deal)
        assert settled.settled_at < settled.deadline
        sent = {
            name: [asked.body for asked in peer.calls if asked.body["method"] == "SendMessage"]
            for name, peer in peers.items()
        }
        view = await services.deals.view(deal.id)
    assert {name: len(bodies) for name, bodies in sent.items()} == dict.fromkeys("abcde", 1)
    message = sent["a"][0]["params"]["message"]
    words, data = message["parts"]
    assert "4000 pieces of DIN rail terminal blocks (PR-2027-0847)" in words["text"]
    assert data["data"]["quantity"] == 4000
    assert "audience" not in data["data"]
    assert sent["a"][0]["params"]["metadata"]["responseSchema"]["moq"] == "number"
    assert view.ranking.best is not None
    assert view.ranking.best.peer == "a"
    assert "a" in view.recommendation


async def test_a_review_is_followed_until_its_human_has_decided(tmp_path: Path) -> None:
    async with buying(tmp_path, c=supplier(REVIEWED, later=quoted(C_LATER))) as (services, _):
        deal = await services.deals.open(request_with(), "operator")
        await until_kinds(services, deal, c="quoted")
        history = await services.tenant.deals.list_history(deal.id, "c")
    assert [one.kind for one in history] == [
        OfferKind.ASKED,
        OfferKind.PENDING_REVIEW,
        OfferKind.QUOTED,
    ]
    assert history[1].values == {"preliminary_price_range": {"min": 4.1, "max": 4.3}}
    assert history[2].values["total_price_sek"] == 16600


async def test_a_peer_that_pushes_is_subscribed_to_and_heard(tmp_path: Path) -> None:
    later: dict[str, Json] = {}
    task = {**REVIEWED}
    answers = supplier(task, pushes=True)
    async with buying(tmp_path, c=answers) as (services, peers):
        deal = await services.deals.open(request_with(), "operator")
        await until_kinds(services, deal, c="pending_review")

        async def is_subscribed() -> Json:
            asked = [one.body["params"] for one in peers["c"].calls if one.body["method"] == CREATE]
            later.update(asked[0] if asked else {})
            return asked

        await until_found(is_subscribed)
        peers["c"].answers = {}
        answered, _ = await post(later["url"], {"task": quoted(C_LATER)}, **{TOKEN: later["token"]})
        assert answered == 204
        assert await kinds(services, deal) == {"c": "quoted"}


async def test_silence_is_told_apart_when_the_time_is_over(tmp_path: Path) -> None:
    async def hang(_: Asked) -> Json:
        await asyncio.sleep(30)

    hanging = {"/.well-known/agent-card.json": card_v1("/rpc"), "/rpc": hang}
    async with buying(
        tmp_path, a=supplier(quoted()), gone=None, hangs=hanging, works=supplier(task_v1("WORKING"))
    ) as (services, _):
        deal = await services.deals.open(within(3), "operator")
        settled = await until_settled(services, deal)
        await until_kinds(
            services, deal, a="quoted", gone="unreachable", hangs="timed_out", works="timed_out"
        )
        assert settled.settled_at >= settled.deadline
        gone = await services.deals.get_offer(deal.ref, "gone")

        async def is_given_up() -> bool:
            letter = await services.tenant.outbox.find(gone.activity_id)
            return letter is not None and letter.state is DeliveryState.DEAD

        await until_found(is_given_up)
        history = await services.tenant.deals.list_history(deal.id, "gone")
        assert [one.kind for one in history] == [OfferKind.ASKED, OfferKind.UNREACHABLE]
        (notice,) = await services.tenant.notices.list_page(NoticeQuery((NoticeType.DEAL_SETTLED,)))
    assert notice.subject == deal.id
    assert notice.data["kinds"] == {"quoted": 1, "unreachable": 1, "timed_out": 2}
    assert notice.data["best"] == "a"


async def test_what_comes_after_the_deadline_is_kept_as_late(tmp_path: Path) -> None:
    answers = supplier(task_v1("WORKING"))
    async with buying(tmp_path, a=supplier(quoted()), c=answers) as (services, peers):
        deal = await services.deals.open(within(0.5), "operator")
        await until_kinds(services, deal, a="quoted", c="timed_out")
        peers["c"].answers = supplier(task_v1("WORKING"), later=quoted(C_LATER))
        await until_kinds(services, deal, a="quoted", c="quoted")
        offer = await services.deals.get_offer(deal.ref, "c")
        notices = await services.tenant.notices.list_page(NoticeQuery((NoticeType.DEAL_IMPROVED,)))
    (better,) = notices
    assert offer.is_late
    assert better.peer == "c"
    assert better.data["improvement"].startswith("200 SEK cheaper, 2 days later")


@pytest.mark.parametrize("names", [{"peers": ["a"]}, {"all": True}])
async def test_each_answer_is_a_notice(tmp_path: Path, names: Json) -> None:
    async with buying(tmp_path, a=supplier(quoted())) as (services, _):
        deal = await services.deals.open(request_with(audience=names), "anna")
        await until_kinds(services, deal, a="quoted")
        notices = await services.tenant.notices.list_after(0, 10)
        row = await services.tenant.find_activity(f"{deal.id}-opened")
    opened, answered = notices[:2]
    assert (opened.type, opened.data["by"], opened.data["asked"]) == ("deal.opened", "anna", 1)
    assert (answered.type, answered.peer, answered.subject) == ("deal.answered", "a", deal.id)
    assert (answered.data["kind"], answered.data["was"]) == ("quoted", "asked")
    assert answered.data["values"] == A
    assert row is not None
    assert decode(row.input.encode())["by"] == "anna"
