"""What an operator decides of a deal: award, end, following up; and the record of it."""

from typing import Any

import pytest

from tests.http.operator.buying import DEAL, QUOTE, answers, open_deal
from tests.http.operator.conftest import Office
from tests.outbox.scripted import Script, speaks, task_v1
from tests.until import until_found


async def test_an_award_is_made_once(office: Office, vendor: Script) -> None:
    answers(vendor)
    await open_deal(office)

    status, done = await office.post(f"{DEAL}/award", {"peer": "vendor", "note": "best"})
    _, again = await office.post(f"{DEAL}/award", {"peer": "vendor"})

    assert status == 200
    assert (done["is_new"], again["is_new"]) == (True, False)
    assert (done["deal"]["state"], done["deal"]["awarded_to"]) == ("awarded", "vendor")
    assert done["offer"]["values"] == QUOTE
    call = done["told"]["vendor"]

    async def has_answered() -> bool:
        return (await office.get(f"/activity/{call}"))[1]["status"] == "success"

    await until_found(has_answered)
    said = vendor.calls[-1].body["params"]["message"]["parts"]
    assert said[-1]["data"]["type"] == "award"
    assert said[-1]["data"]["offer"] == QUOTE


async def test_what_cannot_be_awarded_is_a_conflict_that_says_why(
    office: Office, vendor: Script
) -> None:
    answers(vendor, {"status": "declined", "reason": "no stock"}, "REJECTED")
    await open_deal(office)

    status, refused = await office.post(f"{DEAL}/award", {"peer": "vendor"})

    assert status == 409
    assert refused["error"] == "This offer cannot be taken: vendor declined: no stock"


async def test_a_deal_is_closed_and_archived(office: Office, vendor: Script) -> None:
    answers(vendor)
    await open_deal(office)

    early, refused = await office.post(f"{DEAL}/archive")
    _, closed = await office.post(f"{DEAL}/close", {"note": "no money"})
    _, archived = await office.post(f"{DEAL}/archive", {})
    late, over = await office.post(f"{DEAL}/award", {"peer": "vendor"})

    assert (early, late) == (409, 409)
    assert "award or close PR-2027-0847 first" in refused["error"]
    assert (closed["deal"]["state"], closed["deal"]["note"]) == ("closed", "no money")
    assert archived["deal"]["state"] == "archived"
    assert "is archived" in over["error"]


async def test_a_pending_one_is_followed_up(office: Office, vendor: Script) -> None:
    review = {"status": "pending_review", "note": "our desk decides"}
    answers(vendor, review, "WORKING")
    await open_deal(office)
    quoted = {**task_v1(), "artifacts": [{"artifactId": "a", "parts": [{"data": QUOTE}]}]}
    vendor.answers["/"] = speaks({"GetTask": lambda _: quoted})

    status, done = await office.post(f"{DEAL}/follow", {"peer": "vendor"})

    assert (status, done["followed"]) == (200, {"vendor": "its task is looked at now"})

    async def has_quoted() -> bool:
        return (await office.get(f"{DEAL}/offers/vendor"))[1]["kind"] == "quoted"

    await until_found(has_quoted)
    assert (await office.post(f"{DEAL}/follow"))[0] == 409


async def test_the_record_names_who_decided(office: Office, vendor: Script) -> None:
    answers(vendor)
    await open_deal(office)
    await office.post(f"{DEAL}/award", {"peer": "vendor"})

    status, told = await office.get(f"{DEAL}/record")

    assert status == 200
    entries = [(entry["what"], entry["by"] or entry["peer"]) for entry in told["record"]]
    assert entries[:3] == [("opened", "operator"), ("asked", "vendor"), ("quoted", "vendor")]
    assert ("awarded", "operator") in entries
    assert ("told", "vendor") in entries


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("award", {}),
        ("award", {"peer": 7}),
        ("award", {"peer": "vendor", "tell_other": True}),
        ("award", {"peer": "vendor", "anyway": "yes"}),
        ("award", {"peer": "vendor", "note": "a" * 4001}),
        ("close", {"reason": "no money"}),
        ("archive", {"message": "bye"}),
        ("follow", {"peers": ["vendor"]}),
    ],
    ids=str,
)
async def test_a_wrong_decision_is_refused_and_nothing_done(
    office: Office, vendor: Script, path: str, body: Any
) -> None:
    answers(vendor)
    await open_deal(office)

    status, refused = await office.post(f"{DEAL}/{path}", body)

    assert status == 400, refused
    assert (await office.get(DEAL))[1]["state"] == "open"
