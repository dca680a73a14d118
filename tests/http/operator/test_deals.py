"""Deals, for the operator: opened, seen, decided, and told as a record."""

from typing import Any

import pytest

from gateway.core.clock import ms_from_iso
from tests.http.operator.conftest import Office
from tests.outbox.scripted import Script, speaks, task_v1
from tests.until import until_found

REQUEST = {
    "type": "rfq",
    "ref": "PR-2027-0847",
    "subject": "DIN rail terminal blocks",
    "quantity": 4000,
    "unit": "pieces",
    "currency": "SEK",
    "needed_by": "2099-04-28",
    "responseSchema": {"total_price": "number", "delivery_date": "string"},
    "audience": {"peers": ["vendor"]},
}
QUOTE = {"total_price": 16800, "delivery_date": "2099-04-24"}
DEAL = "/deals/PR-2027-0847"


def answers(vendor: Script, data: Any = QUOTE, state: str = "COMPLETED") -> None:
    """Have the vendor answer every message with these figures."""
    parts = [{"data": data}]
    said: dict[str, Any] = {"artifacts": [{"artifactId": "a", "parts": parts}]}
    if state != "COMPLETED":
        message = {"messageId": "m", "role": "ROLE_AGENT", "parts": parts}
        said = {"status": {"state": f"TASK_STATE_{state}", "message": message}}
    task = {**task_v1(state), **said}
    vendor.answers = {"/": speaks({"SendMessage": lambda _: {"task": task}})}


async def open_deal(office: Office, **changes: Any) -> Any:
    """What the opening answers; wait until the vendor's answer has come."""
    status, opened = await office.post("/deals", {**REQUEST, **changes})
    assert status == 201, opened

    async def has_settled() -> bool:
        _, view = await office.get(DEAL)
        return view["settled_at"] is not None

    await until_found(has_settled)
    return opened


async def test_a_request_is_opened_and_asked(office: Office, vendor: Script) -> None:
    answers(vendor)

    opened = await open_deal(office)

    assert (opened["ref"], opened["state"], opened["type"]) == ("PR-2027-0847", "open", "rfq")
    assert opened["subject"] == "DIN rail terminal blocks"
    assert opened["counts"]["all"] == 1
    assert ms_from_iso(opened["deadline"]) > ms_from_iso(opened["opened_at"])
    assert opened["awarded_at"] is None


async def test_a_deal_is_shown_with_offers_ranking_and_recommendation(
    office: Office, vendor: Script
) -> None:
    answers(vendor)
    opened = await open_deal(office)

    for name in ("PR-2027-0847", opened["id"]):
        status, view = await office.get(f"/deals/{name}")

        assert status == 200
        assert view["request"]["subject"] == REQUEST["subject"]
        assert view["counts"] == {"all": 1, "quoted": 1}
        (offer,) = view["offers"]
        assert (offer["peer"], offer["kind"], offer["values"]) == ("vendor", "quoted", QUOTE)
        (place,) = view["ranking"]["places"]
        assert (place["place"], place["peer"]) == (1, "vendor")
        assert "16 800" in place["arithmetic"][0]
        assert "vendor" in view["recommendation"]


async def test_times_of_the_recommendation_are_in_the_readers_zone(
    office: Office, vendor: Script
) -> None:
    review = {"status": "pending_review", "estimated_response_by": "2099-01-01T12:00:00Z"}
    answers(vendor, review, "WORKING")
    await open_deal(office)

    _, there = await office.get(f"{DEAL}?utc_offset=120")
    _, utc = await office.get(DEAL)
    status, refused = await office.get(f"{DEAL}?utc_offset=east")

    assert "14:00 UTC+02:00" in there["recommendation"]
    assert "12:00 UTC" in utc["recommendation"]
    assert status == 400
    assert "utc_offset" in refused["error"]


async def test_without_a_model_the_summary_is_by_the_rules(office: Office, vendor: Script) -> None:
    answers(vendor)
    await open_deal(office)

    _, plain = await office.get(DEAL)
    _, asked = await office.get(f"{DEAL}?summary=model")
    status, refused = await office.get(f"{DEAL}?summary=poem")

    assert asked["recommendation"] == plain["recommendation"]
    assert status == 400
    assert "summary" in refused["error"]


async def test_an_offer_is_shown_with_its_history(office: Office, vendor: Script) -> None:
    answers(vendor)
    await open_deal(office)

    status, offer = await office.get(f"{DEAL}/offers/vendor")

    assert status == 200
    assert offer["kind"] == "quoted"
    assert [version["kind"] for version in offer["history"]] == ["asked", "quoted"]
    assert (await office.get(f"{DEAL}/offers/acme"))[0] == 404


async def test_deals_are_listed_newest_first_and_by_state(office: Office, vendor: Script) -> None:
    answers(vendor)
    await open_deal(office)
    await office.post("/deals", {**REQUEST, "ref": "PR-2"})

    _, both = await office.get("/deals")
    _, first = await office.get("/deals?limit=1")
    rest = first["next"]
    _, second = await office.get(
        f"/deals?limit=1&before={rest['before']}&before_id={rest['before_id']}"
    )
    _, none = await office.get("/deals?state=closed")

    assert [deal["ref"] for deal in both["deals"]] == ["PR-2", "PR-2027-0847"]
    assert [deal["ref"] for deal in second["deals"]] == ["PR-2027-0847"]
    assert second["deals"][0]["counts"] == {"all": 1, "quoted": 1}
    assert none["deals"] == []
    assert (await office.get("/deals?state=lost"))[0] == 400


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


async def test_each_wrong_field_of_a_request_is_named(office: Office) -> None:
    status, refused = await office.post("/deals", {**REQUEST, "currency": "kronor", "qty": 4})

    assert status == 400
    assert "currency: " in refused["error"]
    assert "qty: is not a key that is known here" in refused["error"]
    assert (await office.get("/deals"))[1]["deals"] == []


async def test_an_audience_that_is_not_there_is_named(office: Office) -> None:
    status, refused = await office.post("/deals", {**REQUEST, "audience": {"peers": ["nobody"]}})

    assert status == 400
    assert "no row is named 'nobody'" in refused["error"]


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


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/record"),
        ("GET", "/offers/vendor"),
        ("POST", "/award"),
        ("POST", "/close"),
        ("POST", "/archive"),
        ("POST", "/follow"),
    ],
)
async def test_a_deal_that_is_not_there_is_not_found(
    office: Office, method: str, path: str
) -> None:
    body = {"peer": "vendor"} if path == "/award" else None

    status, refused = await office.ask(method, f"/deals/PR-1{path}", body)

    assert status == 404
    assert "PR-1" in refused["error"]


async def test_a_request_is_drafted_from_a_sentence(office: Office) -> None:
    text = "We need 4,000 DIN rail terminal blocks, 2.5 mm², grey, by April 28, 2099."

    status, first = await office.post("/deals/draft", {"text": text})
    answered = {"audience": "vendor", "currency": "SEK"}
    _, full = await office.post("/deals/draft", {"text": text, "answers": answered})

    assert status == 200
    assert {question["field"] for question in first["questions"]} == {"currency", "audience"}
    assert full["questions"] == []
    assert full["request"]["quantity"] == 4000
    assert full["request"]["needed_by"] == "2099-04-28"
    assert full["request"]["audience"] == {"peers": ["vendor"]}
    assert (await office.post("/deals", full["request"]))[0] == 201


async def test_a_draft_wants_words(office: Office) -> None:
    status, refused = await office.post("/deals/draft", {"text": " "})

    assert status == 400
    assert "text" in refused["error"]
