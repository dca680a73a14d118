"""A request for an offer through a gateway: quoted under the buyer's own names in every language,
declined with its figures, and, above the catalogue's limit, left to a human who says yes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import LANGUAGES, get_task, native, send_skill
from tests.e2e.site import Gateway, Site

SHAPE = {
    "unit_price_sek": "number",
    "total_price_sek": "number",
    "delivery_date": "date",
    "moq": "number",
    "validity_days": "number",
    "status": "quoted | declined | pending_review",
}


def request(**more: Any) -> dict[str, Any]:
    return {
        "type": "procurement_request",
        "ref": "PR-2027-0847",
        "subject": "DIN rail terminal block",
        "quantity": 4000,
        "spec": {"size": "2.5 mm²", "colour": "grey", "destination": "Gothenburg, Sweden"},
        **more,
    }


def with_shape(call: dict[str, Any]) -> dict[str, Any]:
    call.get("params", call)["responseSchema"] = SHAPE
    return call


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gets_the_same_offer(acme: Caller, language: str) -> None:
    say, hear = LANGUAGES[language]
    day = in_days(12)

    offer = hear(acme.post(with_shape(say("quote_request", request()))))

    assert offer.pop("delivery_date") in (day, in_days(12))
    assert offer == {
        "unit_price_sek": 4.2,
        "total_price_sek": 16800,
        "moq": 500,
        "validity_days": 14,
        "status": "quoted",
    }


def test_a_refusal_is_no_breach_of_the_contract(acme: Caller) -> None:
    call = with_shape(send_skill("quote_request", request(quantity=100)))

    status = acme.post(call).result["task"]["status"]

    assert status["state"] == "TASK_STATE_REJECTED"
    assert status["message"]["parts"] == [
        {
            "data": {
                "status": "declined",
                "reason": ("The smallest order of DIN rail terminal block 2.5 mm² grey is 500."),
                "because": "minimum_order",
                "minimum_order": 500,
            }
        }
    ]


def test_a_large_offer_waits_for_a_human_and_is_the_same_then(
    acme: Caller, template: Site, gateway: Gateway
) -> None:
    large = request(subject="flashlight", quantity=12_000, spec={})
    task = acme.post(with_shape(send_skill("quote_request", large))).result["task"]
    told = task["status"]["message"]["parts"][0]["data"]
    rows = template.json("approvals", "list")
    approval = next(row for row in rows if row["task_id"] == task["id"])

    assert task["status"]["state"] == "TASK_STATE_WORKING"
    assert (told["status"], told["total_price_sek"]) == ("pending_review", 504_000)
    assert (approval["amount"], approval["currency"]) == (504_000, "SEK")

    template.json("approvals", "approve", approval["id"])

    def completed() -> Any:
        found = acme.post(get_task(task["id"])).result
        return found if found["status"]["state"] == "TASK_STATE_COMPLETED" else None

    (part,) = wait_for(completed)["artifacts"][0]["parts"]
    assert (part["data"]["status"], part["data"]["total_price_sek"]) == ("quoted", 504_000)


def test_without_a_contract_the_offer_has_our_own_names(acme: Caller) -> None:
    offer = acme.post(native("quote_request", request())).json

    assert (offer["unit_price"], offer["currency"], offer["moq"]) == (4.2, "SEK", 500)
