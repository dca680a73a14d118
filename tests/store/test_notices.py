"""Notices: kept once and in order, read on from where a reader came to."""

import asyncio

import pytest
from msgspec.structs import replace

from gateway.core.json import MAX_DEPTH, decode
from gateway.core.notice import Notice, NoticeType
from gateway.store.base import Store, TenantStore
from gateway.store.notice import MoveCursor, NoticeQuery, RaiseNotice


def notice(name: str, *, at: int = 1000, peer: str = "") -> Notice:
    return Notice(name, NoticeType.SIGNAL_RECEIVED, at, f"about {name}", peer, {"url": name})


async def raise_all(tenant: TenantStore, *names: str) -> None:
    for name in names:
        await tenant.commit(RaiseNotice(notice(name)))


async def test_they_are_read_in_the_order_of_their_commits(tenant: TenantStore) -> None:
    await raise_all(tenant, "b", "a", "c")
    found = await tenant.notices.list_after(0, 10)
    assert [one.id for one in found] == ["b", "a", "c"]
    assert found[0].data == {"url": "b"}
    assert found[0].subject == "about b"
    rest = await tenant.notices.list_after(found[0].seq, 1)
    assert [one.id for one in rest] == ["a"]
    assert await tenant.notices.newest() == found[-1].seq


async def test_one_that_is_raised_again_is_the_same(tenant: TenantStore) -> None:
    await raise_all(tenant, "a", "a")
    assert len(await tenant.notices.list_after(0, 10)) == 1
    found = await tenant.notices.find("a")
    assert found is not None
    assert found.seq > 0
    assert await tenant.notices.find("b") is None


async def test_a_reader_goes_on_from_where_it_came_to(tenant: TenantStore) -> None:
    assert await tenant.notices.find_cursor("notify") is None
    await tenant.commit(MoveCursor("notify", 3))
    await tenant.commit(MoveCursor("notify", 7))
    assert await tenant.notices.find_cursor("notify") == 7
    assert await tenant.notices.find_cursor("other") is None


async def test_a_page_is_newest_first_and_restricted(tenant: TenantStore) -> None:
    await tenant.commit(RaiseNotice(notice("a", peer="acme")), RaiseNotice(notice("b")))
    await tenant.commit(RaiseNotice(Notice("c", NoticeType.PEER_DOWN, 5, "acme", "acme")))
    page = await tenant.notices.list_page(NoticeQuery(limit=2))
    assert [one.id for one in page] == ["c", "b"]
    rest = await tenant.notices.list_page(NoticeQuery(before=page[-1].seq))
    assert [one.id for one in rest] == ["a"]
    of_acme = await tenant.notices.list_page(NoticeQuery(peer="acme"))
    assert [one.id for one in of_acme] == ["c", "a"]
    downs = await tenant.notices.list_page(NoticeQuery((NoticeType.PEER_DOWN,), subject="acme"))
    assert [one.id for one in downs] == ["c"]
    either = (NoticeType.PEER_DOWN, NoticeType.SIGNAL_RECEIVED)
    assert len(await tenant.notices.list_page(NoticeQuery(either))) == 3


async def test_old_ones_are_forgotten_and_their_places_not_given_again(
    tenant: TenantStore,
) -> None:
    await tenant.commit(RaiseNotice(notice("old", at=1)), RaiseNotice(notice("new", at=9)))
    newest = await tenant.notices.newest()
    assert await tenant.notices.forget(10) == 2
    await raise_all(tenant, "next")
    assert await tenant.notices.newest() > newest


async def test_another_tenant_has_none(tenant: TenantStore, store: Store) -> None:
    await raise_all(tenant, "a")
    await tenant.commit(MoveCursor("notify", 3))
    other = store.for_tenant("elsewhere")
    assert await other.notices.list_after(0, 10) == []
    assert await other.notices.find_cursor("notify") is None


@pytest.mark.parametrize("names", [("a",), ("a", "b")])
async def test_who_watches_is_told_what_was_committed(
    tenant: TenantStore, names: tuple[str, ...]
) -> None:
    with tenant.notices.watch() as watch:
        await raise_all(tenant, *names)
        async with asyncio.timeout(60):
            news = await watch.take()
    assert news.ids == list(names)


async def test_whatever_one_holds_is_read_again(tenant: TenantStore) -> None:
    deepest = decode(b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH)
    raised = replace(notice("a"), data={"more": deepest, "result": "a skill said \0"})
    await tenant.commit(RaiseNotice(raised))
    (found,) = await tenant.notices.list_after(0, 10)
    assert found.data == raised.data
