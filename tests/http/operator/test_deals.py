"""Deals, for the operator: opened, listed, and seen with all their offers."""

import pytest

from gateway.core.clock import ms_from_iso
from tests.http.operator.buying import DEAL, QUOTE, REQUEST, answers, open_deal
from tests.http.operator.conftest import Office
from tests.outbox.scripted import Script


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
