"""What happens by itself, as the operator sees it and has it happen now."""

from typing import Any

import pytest

from gateway.config.automation_row import AutomationRow
from gateway.core.notice import Notice, NoticeType
from gateway.store.notice import RaiseNotice
from tests.http.operator.conftest import Office
from tests.until import until_found

ROWS = (
    {
        "name": "urgent",
        "on": "signal.*",
        "where": ({"field": "data.urgency", "value": "high"},),
        "min_count": 2,
        "window": 60,
        "skill": "house_keys",
    },
    {"name": "prices", "cron": "0 9 * * *", "peer": "vendor", "text": "For {{data.title}}?"},
    {"name": "pager", "on": ("peer.down",), "url": "https://pager.example/canary-path"},
    {"name": "asleep", "cron": "0 9 * * *", "enabled": False, "skill": "house_keys"},
)


@pytest.fixture
def busy(office: Office) -> Office:
    """The gateway with automations, as after a reload."""
    rows = tuple(map(AutomationRow.model_validate, ROWS))
    office.services.adopt(office.services.live.file.model_copy(update={"automations": rows}))
    return office


async def end_of(office: Office, run_id: str) -> Any:
    """The run when it has ended."""

    async def is_over() -> bool:
        _, run = await office.get(f"/automations/runs/{run_id}")
        return run["status"] not in ("waiting", "pending")

    await until_found(is_over)
    return (await office.get(f"/automations/runs/{run_id}"))[1]


async def listed(office: Office) -> dict[str, Any]:
    _, answer = await office.get("/automations")
    return {row["name"]: row for row in answer["automations"]}


async def test_automations_are_listed_in_their_order(busy: Office) -> None:
    status, answer = await busy.get("/automations")
    assert status == 200
    urgent, prices, pager, asleep = answer["automations"]
    assert urgent == {
        "name": "urgent",
        "enabled": True,
        "on": ["signal.*"],
        "where": [{"field": "data.urgency", "op": "eq", "value": "high"}],
        "match": "all",
        "min_count": 2,
        "window": 60,
        "cron": "",
        "timezone": "",
        "skill": "house_keys",
        "peer": "",
        "webhook": "",
        "next_at": None,
        "last_run": None,
    }
    assert (prices["peer"], prices["timezone"]) == ("vendor", "UTC")
    assert prices["next_at"].endswith("T09:00:00.000Z")
    assert pager["webhook"] == "https://pager.example:443"
    assert asleep["next_at"] is None
    assert "canary-path" not in str(answer)


@pytest.mark.parametrize("name", ["urgent", "asleep"])
async def test_one_is_run_now(busy: Office, name: str) -> None:
    status, answer = await busy.post(f"/automations/{name}/run")
    assert status == 200
    run = await end_of(busy, answer["run"])
    assert (run["status"], run["error"]) == ("success", "")
    assert run["output"] == {"result": [{"text": "the keys"}]}
    assert run["input"]["for"]["type"] == "automation.asked"
    assert (await listed(busy))[name]["last_run"]["id"] == answer["run"]
    _, row = await busy.get(f"/activity/{answer['run']}")
    assert (row["operation"], row["direction"]) == ("RunAutomation", "internal")


async def test_one_is_run_for_a_notice(busy: Office) -> None:
    at = busy.services.clock.now()
    notice = Notice("n-1", NoticeType.SIGNAL_RECEIVED, at, "s", "", {"title": "steel"})
    await busy.services.tenant.commit(RaiseNotice(notice))
    _, answer = await busy.post("/automations/prices/run", {"notice": "n-1"})
    run = await end_of(busy, answer["run"])
    assert run["input"]["text"] == "For steel?"


async def test_without_its_notice_a_template_says_what_is_missing(busy: Office) -> None:
    _, answer = await busy.post("/automations/prices/run")
    run = await end_of(busy, answer["run"])
    assert run["status"] == "error"
    assert "data.title" in run["error"]
    _, outbox = await busy.get("/outbox?state=dead")
    (dead,) = outbox["outbox"]
    assert (dead["automation"], dead["activity_id"]) == ("prices", answer["run"])


async def test_two_wishes_at_once_are_two_runs(busy: Office) -> None:
    runs = {(await busy.post("/automations/urgent/run"))[1]["run"] for _ in range(5)}
    assert len(runs) == 5


async def test_the_last_run_is_that_of_a_notice_too(busy: Office) -> None:
    for number in range(2):
        notice = Notice(
            f"n-{number}",
            NoticeType.SIGNAL_RECEIVED,
            busy.services.clock.now(),
            "s",
            "",
            {"urgency": "high"},
        )
        await busy.services.tenant.commit(RaiseNotice(notice))

    async def is_run() -> bool:
        last = (await listed(busy))["urgent"]["last_run"]
        return last is not None and last["status"] == "success"

    await until_found(is_run)


async def test_what_is_not_there_is_said(busy: Office) -> None:
    status, answer = await busy.post("/automations/nothing/run")
    assert status == 404
    assert "`peergate automations list`" in answer["error"]
    status, answer = await busy.post("/automations/urgent/run", {"notice": "gone"})
    assert status == 404
    assert "gone" in answer["error"]
    status, _ = await busy.get("/automations/runs/nothing")
    assert status == 404


async def test_a_body_is_read_strictly(busy: Office) -> None:
    status, answer = await busy.post("/automations/urgent/run", {"notices": "n-1"})
    assert status == 400
    assert "there is notice" in answer["error"]


async def test_a_call_is_no_run(busy: Office) -> None:
    at = busy.services.clock.now()
    notice = Notice("n-1", NoticeType.SIGNAL_RECEIVED, at, "s", "", {"title": "steel"})
    await busy.services.tenant.commit(RaiseNotice(notice))
    _, answer = await busy.post("/automations/prices/run", {"notice": "n-1"})
    call_id = (await end_of(busy, answer["run"]))["output"]["activity_id"]
    assert (await busy.get(f"/activity/{call_id}"))[0] == 200
    assert (await busy.get(f"/automations/runs/{call_id}"))[0] == 404
