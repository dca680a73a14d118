"""Approvals: asked for once, changed by who knows the newest, void when their task has ended."""

import pytest
from msgspec.structs import replace

from gateway.core.approval import Approval, ApprovalState, Decision, SkillCall
from gateway.core.errors import StoreError
from gateway.store.approval import (
    MOST_DUE,
    ApprovalQuery,
    AskApproval,
    ChangeApproval,
    StaleApproval,
    VoidApprovals,
)
from gateway.store.base import Store, TenantStore
from gateway.store.writes import InsertTask
from tests.store.values import record

YES = Decision("ada", is_approved=True, at=2000, note="go on")


def approval(name: str, *, task: str = "t-1", peer: str = "acme", at: int = 1000) -> Approval:
    return Approval(
        id=name,
        task_id=task,
        peer=peer,
        skill="place_order",
        arguments={"sku": "X-1", "quantity": 4, "deep": {"price": 4.2}},
        digest="d" * 64,
        reason="above 10 000 SEK",
        message_id="m-1",
        asked_at=at,
        expires_at=at + 100,
        estimated_at=at + 50,
        note="by noon",
        amount=16_800.0,
        currency="SEK",
        rule="row 1",
        turns=2,
        activity_id="a-1",
        calls=(SkillCall("front", {"name": "place_order"}),),
        needed=2,
    )


def approved(old: Approval) -> Approval:
    return replace(
        old,
        state=ApprovalState.APPROVED,
        decisions=(YES,),
        ended_at=2000,
        version=old.version + 1,
    )


async def test_one_is_read_as_it_was_asked_for(tenant: TenantStore) -> None:
    asked = approval("p-1")
    await tenant.commit(AskApproval(asked))
    assert await tenant.approvals.find("p-1") == asked
    assert await tenant.approvals.find("p-2") is None
    no_amount = replace(asked, id="p-3", amount=None)
    await tenant.commit(AskApproval(no_amount))
    assert await tenant.approvals.find("p-3") == no_amount


async def test_one_is_asked_for_once(tenant: TenantStore) -> None:
    await tenant.commit(AskApproval(approval("p-1")))
    with pytest.raises(StoreError):
        await tenant.commit(AskApproval(approval("p-1")))


async def test_a_change_keeps_what_was_asked(tenant: TenantStore) -> None:
    asked = approval("p-1")
    await tenant.commit(AskApproval(asked))
    await tenant.commit(ChangeApproval(replace(approved(asked), arguments={"sku": "forged"})))
    assert await tenant.approvals.find("p-1") == approved(asked)


async def test_of_two_changes_of_the_same_version_one_fails_with_its_whole_unit(
    tenant: TenantStore,
) -> None:
    asked = approval("p-1")
    await tenant.commit(AskApproval(asked))
    await tenant.commit(ChangeApproval(approved(asked)))
    with pytest.raises(StaleApproval):
        await tenant.commit(AskApproval(approval("p-2")), ChangeApproval(approved(asked)))
    assert await tenant.approvals.find("p-2") is None
    with pytest.raises(StaleApproval):
        await tenant.commit(ChangeApproval(approval("p-9")))


async def test_those_of_a_task_that_has_ended_are_void(tenant: TenantStore) -> None:
    done, waiting, other = approval("p-1"), approval("p-2"), approval("p-3", task="t-2")
    await tenant.commit(AskApproval(done), AskApproval(waiting), AskApproval(other))
    await tenant.commit(ChangeApproval(approved(done)))
    await tenant.commit(VoidApprovals("t-1", 3000))
    assert await tenant.approvals.find("p-1") == approved(done)
    assert await tenant.approvals.find("p-2") == replace(
        waiting, state=ApprovalState.VOID, ended_at=3000, version=2
    )
    assert await tenant.approvals.find("p-3") == other
    with pytest.raises(StaleApproval):
        await tenant.commit(ChangeApproval(approved(waiting)))


async def test_what_is_asked_for_and_void_in_one_unit_is_void(tenant: TenantStore) -> None:
    await tenant.commit(AskApproval(approval("p-1")), VoidApprovals("t-1", 3000))
    found = await tenant.approvals.find("p-1")
    assert found is not None
    assert found.state is ApprovalState.VOID


async def test_a_page_is_newest_first_and_restricted(tenant: TenantStore) -> None:
    first, second = approval("p-1", at=1), approval("p-2", at=2, peer="globex")
    third, fourth = approval("p-3", at=2, task="t-2"), approval("p-4", at=3)
    for one in (first, second, third, fourth):
        await tenant.commit(AskApproval(one))
    await tenant.commit(ChangeApproval(approved(fourth)))

    async def names(query: ApprovalQuery) -> list[str]:
        return [one.id for one in await tenant.approvals.list_page(query)]

    assert await names(ApprovalQuery()) == ["p-4", "p-3", "p-2", "p-1"]
    assert await names(ApprovalQuery(limit=2)) == ["p-4", "p-3"]
    assert await names(ApprovalQuery(before=2, before_id="p-3")) == ["p-2", "p-1"]
    assert await names(ApprovalQuery(peer="globex")) == ["p-2"]
    assert await names(ApprovalQuery(task_id="t-2")) == ["p-3"]
    assert await names(ApprovalQuery(begins="p-")) == ["p-4", "p-3", "p-2", "p-1"]
    assert await names(ApprovalQuery(begins="p-3")) == ["p-3"]
    assert await names(ApprovalQuery(begins="p-3x")) == await names(ApprovalQuery(begins="%")) == []
    assert await names(ApprovalQuery(state=ApprovalState.APPROVED)) == ["p-4"]


async def test_those_of_a_task_are_oldest_first(tenant: TenantStore) -> None:
    later, sooner = approval("p-1", at=9), approval("p-2", at=8)
    await tenant.commit(AskApproval(later), AskApproval(sooner))
    await tenant.commit(AskApproval(approval("p-3", task="t-2")))
    assert await tenant.approvals.list_of_task("t-1") == [sooner, later]


async def test_due_are_those_that_wait_and_whose_time_is_over(tenant: TenantStore) -> None:
    over, sooner, later = approval("p-1", at=10), approval("p-2", at=5), approval("p-3", at=11)
    decided = approval("p-4", at=1)
    for one in (over, sooner, later, decided):
        await tenant.commit(AskApproval(one))
    await tenant.commit(ChangeApproval(approved(decided)))
    assert [one.id for one in await tenant.approvals.list_due(110)] == ["p-2", "p-1"]


async def test_what_waits_is_counted_by_peer(tenant: TenantStore) -> None:
    for one in (approval("p-1"), approval("p-2"), approval("p-3"), approval("p-4", peer="globex")):
        await tenant.commit(AskApproval(one))
    await tenant.commit(ChangeApproval(approved(approval("p-3"))))
    assert await tenant.approvals.count_waiting("acme") == 2
    assert await tenant.approvals.count_waiting("nobody") == 0


async def test_another_tenant_has_none(tenant: TenantStore, store: Store) -> None:
    await tenant.commit(AskApproval(approval("p-1")))
    other = store.for_tenant("elsewhere")
    assert await other.approvals.find("p-1") is None
    assert await other.approvals.list_page(ApprovalQuery()) == []
    await other.commit(VoidApprovals("t-1", 1))
    assert await tenant.approvals.find("p-1") == approval("p-1")


async def test_so_many_are_due_at_a_time(tenant: TenantStore) -> None:
    asked = [AskApproval(approval(f"p-{number:02}")) for number in range(MOST_DUE + 2)]
    await tenant.commit(*asked)
    due = await tenant.approvals.list_due(2000)
    assert [one.id for one in due] == [f"p-{number:02}" for number in range(MOST_DUE)]


async def test_a_task_that_waits_is_nothing_that_a_start_takes_up(tenant: TenantStore) -> None:
    await tenant.commit(InsertTask(record("t-1")), InsertTask(record("t-2")))
    asked = approval("p-1", task="t-1")
    await tenant.commit(AskApproval(asked))
    assert [found.task.id for found in await tenant.list_unfinished()] == ["t-2"]
    await tenant.commit(ChangeApproval(approved(asked)))
    assert {found.task.id for found in await tenant.list_unfinished()} == {"t-1", "t-2"}
