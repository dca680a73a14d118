"""Automations that run a skill: in our own name, at least once, and each in the audit."""

from pathlib import Path

import pytest

from gateway.automations.occasion import event_run, noticed
from gateway.core.notice import Notice, NoticeType
from gateway.store.notice import NoticeQuery
from gateway.store.outbox import AddDelivery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity
from tests.automations.running import on_signal, output, parse, said, serve
from tests.until import until_found


def run(skill: str, arguments: str = "") -> str:
    return on_signal(f'skill = "{skill}"', f"arguments = {arguments}" if arguments else "")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


def written(ledger: Path) -> str:
    return ledger.read_text() if ledger.exists() else ""


def writing(skill: str, ledger: Path) -> str:
    return run(skill, f'{{file = "{ledger}", word = "{{{{data.word}}}}"}}')


async def test_an_internal_skill_is_run_with_what_happened(ledger: Path) -> None:
    async with serve(writing("note", ledger)) as gateway:
        await gateway.signal({"word": "steel"})
        row = await gateway.ended()
        assert await gateway.owed() == []
    assert written(ledger) == "steel\n"
    assert output(row) == {"result": [{"data": {"lines": 1, "peer": "@self"}}]}
    assert (row.direction, row.operation, row.skill, row.peer) == (
        "internal",
        "RunAutomation",
        "note",
        "",
    )
    assert said(row)["automation"] == "chore"
    assert said(row)["for"]["data"] == {"word": "steel"}
    assert said(row)["arguments"] == {"file": str(ledger), "word": "steel"}


async def test_a_field_that_is_missing_is_an_error_of_that_run_alone(ledger: Path) -> None:
    async with serve(writing("note", ledger)) as gateway:
        await gateway.signal({"words": "steel"})
        row = await gateway.ended("error")
        dead = await gateway.dead()
        assert "data.word" in row.error
        assert row.error.startswith("FIELD_MISSING")
        assert "data.word" in dead.error
        await gateway.signal({"word": "zinc"})
        await gateway.ended()
    assert written(ledger) == "zinc\n"


async def test_a_dead_run_is_run_again_when_the_operator_has_mended_it(ledger: Path) -> None:
    async with serve(run("note", '{file = "x"}')) as gateway:
        await gateway.signal({"word": "steel"})
        dead = await gateway.dead()
        assert (await gateway.ended("error")).error.startswith("INVALID_PARAMS")
        gateway.services.adopt(parse(writing("note", ledger)))
        await gateway.services.tenant.outbox.retry(dead.id, gateway.services.clock.now())
        gateway.services.courier.wake()
        row = await gateway.ended()
    assert row.id == dead.id
    assert row.error == ""
    assert written(ledger) == "steel\n"


async def test_a_skill_that_is_not_there_is_a_dead_letter(ledger: Path) -> None:
    async with serve(run("nothing")) as gateway:
        await gateway.signal()
        assert "nothing" in (await gateway.dead()).error
        assert (await gateway.ended("error")).error.startswith("SKILL_NOT_FOUND")


async def test_an_automation_that_is_gone_is_a_dead_letter(ledger: Path) -> None:
    async with serve(writing("note", ledger)) as gateway:
        gateway.services.adopt(parse())
        notice = Notice("n", NoticeType.SIGNAL_RECEIVED, 0, seq=5)
        await gateway.services.tenant.commit(noticed("chore", notice, gateway.services.clock))
        gateway.services.courier.wake()
        assert (await gateway.dead()).error == "the config has no automation chore"


async def test_a_run_that_fails_is_tried_again(ledger: Path) -> None:
    async with serve(writing("stumble", ledger)) as gateway:
        await gateway.signal({"word": "steel"})
        row = await gateway.ended("dispatched")
        (owed,) = await gateway.owed()
        assert owed.tries == 1
        assert "canary-cause" not in owed.error + row.error
        assert owed.next_at is not None
        assert owed.next_at > gateway.services.clock.now()
        await gateway.services.tenant.outbox.retry(owed.id, gateway.services.clock.now())
        gateway.services.courier.wake()
        row = await gateway.ended()
    assert row.error == ""
    assert written(ledger) == "steel\nsteel\n"


async def test_what_must_not_run_twice_is_not_tried_again(ledger: Path) -> None:
    async with serve(writing("stumble_once", ledger)) as gateway:
        await gateway.signal({"word": "steel"})
        await gateway.dead()
        assert (await gateway.ended("error")).error.startswith("MAYBE_DONE")
    assert written(ledger) == "steel\n"


@pytest.mark.parametrize(("skill", "is_run"), [("note", True), ("note_once", False)])
async def test_a_run_that_was_cut_off(ledger: Path, skill: str, *, is_run: bool) -> None:
    """It is run again, but for one that must not run twice: nobody knows how far it came."""
    async with serve(writing(skill, ledger)) as gateway:
        tenant, clock = gateway.services.tenant, gateway.services.clock
        notice = Notice("n", NoticeType.SIGNAL_RECEIVED, 0, data={"word": "steel"}, seq=5)
        added: AddDelivery = noticed("chore", notice, clock)
        begun = Activity(event_run("chore", 5), 0, "", "internal", "RunAutomation", "pending")
        await tenant.commit(added, RecordActivity(begun))
        gateway.services.courier.wake()
        row = await gateway.ended("success" if is_run else "error")
    assert written(ledger) == ("steel\n" if is_run else "")
    assert row.error.startswith("" if is_run else "MAYBE_DONE")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("decline", {"status": "declined", "reason": "no stock", "available": 3}),
        ("reject", {"status": "rejected", "reason": "not today"}),
    ],
)
async def test_a_decision_of_the_skill_is_an_outcome(how: str, told: object) -> None:
    async with serve(run("pick", f'{{how = "{how}"}}')) as gateway:
        await gateway.signal()
        assert output(await gateway.ended()) == told


@pytest.mark.parametrize("how", ["ask", "log in"])
async def test_what_nobody_answers_is_a_dead_letter(how: str) -> None:
    async with serve(run("pick", f'{{how = "{how}"}}')) as gateway:
        await gateway.signal()
        assert "nobody is there" in (await gateway.dead()).error


NEVER = '[[approvals.rules]]\npeers = ["@self"]\nneeded = false\n'


@pytest.mark.parametrize("skill", ["pick", "trusted"])
async def test_what_needs_a_human_is_not_run_without_one(skill: str) -> None:
    row = run(skill, '{how = "approve"}')
    async with serve(row) as gateway:
        await gateway.signal()
        dead = await gateway.dead()
        assert (await gateway.ended("error")).error.startswith("APPROVAL_NEEDED")
        assert skill in dead.error
    async with serve(row, NEVER) as gateway:
        await gateway.signal()
        await gateway.ended()


async def test_a_skill_within_a_skill_has_a_row_of_its_own(ledger: Path) -> None:
    async with serve(writing("outer", ledger)) as gateway:
        await gateway.signal({"word": "steel"})
        row = await gateway.ended()
        (inner,) = await gateway.rows("CallSkill")
    assert output(row) == {"result": [{"data": {"handed": "out"}}, {"data": {"parts": 1}}]}
    assert (inner.skill, inner.status, inner.request_id) == ("note", "success", row.id)


async def test_one_within_another_that_must_not_run_twice_does_not(ledger: Path) -> None:
    async with serve(writing("twice", ledger)) as gateway:
        await gateway.signal({"word": "steel"})
        row = await gateway.ended("error")
    assert row.error.startswith("INTERRUPTED")
    assert written(ledger) == "steel\n"


async def test_one_within_another_that_needs_a_human_fails_on_record() -> None:
    async with serve(run("asker")) as gateway:
        await gateway.signal()
        await gateway.dead()
        (inner,) = await gateway.rows("CallSkill")
    assert (inner.skill, inner.status, inner.error) == ("pick", "error", "APPROVAL_NEEDED")


async def test_skills_that_call_one_another_without_an_end_are_stopped() -> None:
    async with serve(run("endless")) as gateway:
        await gateway.signal()
        row = await gateway.ended("error")
    assert row.error.startswith("TOO_DEEP")


async def test_our_own_house_is_told_of_a_skill_that_wants_it() -> None:
    async with serve(run("told")) as gateway:
        await gateway.signal()
        row = await gateway.ended()
        (notice, _) = await gateway.services.tenant.notices.list_page(NoticeQuery())
    assert notice.id == f"{row.id}-told-ran"
    assert (notice.subject, notice.peer, notice.data["state"]) == ("told", "@self", "completed")


async def test_it_is_told_of_one_that_declines() -> None:
    async with serve(run("told", '{declined = "yes"}')) as gateway:
        await gateway.signal()
        row = await gateway.ended()
        (notice, _) = await gateway.services.tenant.notices.list_page(NoticeQuery())
    assert notice.id == f"{row.id}-told-ran"
    assert notice.data["state"] == "rejected"


@pytest.mark.parametrize(
    ("arguments", "state"), [("{}", "completed"), ('{declined = "yes"}', "rejected")]
)
async def test_it_is_told_of_one_within_another(arguments: str, state: str) -> None:
    async with serve(run("teller", arguments)) as gateway:
        await gateway.signal()
        await gateway.ended()
        (notice, _) = await gateway.services.tenant.notices.list_page(NoticeQuery())
    assert (notice.subject, notice.peer, notice.data["state"]) == ("told", "@self", state)


async def test_an_automation_that_sets_itself_off_is_held_back() -> None:
    loop = '[[automations]]\nname = "loop"\non = "*"\nskill = "told"\nruns_per_minute = 3\n'
    async with serve(loop) as gateway:
        await gateway.signal()

        async def is_held() -> bool:
            waits = [(row.next_at or 0) - row.created_at for row in await gateway.owed()]
            return len(waits) == 1 and waits[0] > 50_000

        await gateway.ended(count=3)
        await until_found(is_held)
        (held,) = await gateway.owed()
        assert (held.tries, held.error) == (0, "")
        assert len(await gateway.rows()) == 3
