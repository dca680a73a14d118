"""A skill that another one has run waits for a person by its own name, and is run once."""

import pytest

from gateway.approvals import CannotRun
from gateway.core.errors import SkillNotFound
from gateway.core.peer import Peer
from gateway.core.task import TaskState
from tests.approvals.conftest import ADA, Company, result
from tests.inbox.conftest import asks


async def test_an_inner_skill_is_approved_by_its_own_name(company: Company) -> None:
    given = {"name": "pay", "given": {"to": "globex"}}
    task = await company.house.send(asks("front", given))
    asked = await company.waiting(task)
    assert (asked.skill, asked.arguments) == ("pay", {"to": "globex"})
    assert company.runs == []
    done = await company.approve(task)
    assert result(done) == {"paid": True}
    assert company.runs == [("pay", {"to": "globex"})]


async def test_an_inner_skill_that_must_not_run_twice_runs_once(company: Company) -> None:
    task = await company.house.send(asks("front", {"name": "ship", "given": {}}))
    done = await company.approve(task)
    assert result(done) == {"shipped": True}
    assert [name for name, _ in company.runs] == ["ship"]


async def test_an_inner_skill_that_the_peer_may_not_call_any_more_goes_on_to_wait(
    company: Company,
) -> None:
    task = await company.house.send(asks("front", {"name": "pay", "given": {}}))
    company.peers["acme"] = Peer("acme", skills=("front",))
    with pytest.raises(CannotRun, match="may not call pay any more"):
        await company.approvals.approve((await company.waiting(task)).id, ADA)


async def test_the_right_to_an_inner_skill_is_asked_again_at_the_run(company: Company) -> None:
    task = await company.house.send(asks("front", {"name": "pay", "given": {}}))

    def check(_: Peer, wanted: object) -> None:
        raise SkillNotFound

    company.house.allowed = check
    assert (await company.approve(task)).state is TaskState.FAILED
    assert company.runs == []
